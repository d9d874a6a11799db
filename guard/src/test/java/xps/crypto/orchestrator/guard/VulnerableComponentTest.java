package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.Advisories;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;

/** Goal: a genuine patch with a component that everybody knows to be weak gets out. */
class VulnerableComponentTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] MODULE = "machine code".getBytes(UTF_8);
  private static final byte[] SBOM =
      """
      {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": "zlib", "version": "1.3.1"},
        {"type": "file", "name": "hash.so", "hashes": [{"alg": "SHA-256", "content": "%s"}]}]}
      """
          .formatted(Sha256.of(MODULE).hex())
          .getBytes(UTF_8);
  private static final SigningKey ALICE = SigningKey.generate(new SecureRandom());

  @Test
  void a_component_that_an_advisory_is_about_is_denied_by_name() {
    var gate = decide("vulnerable_component", Optional.of("1.3.1"));

    assertThat(gate.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Code.POLICY_DENIED);
          assertThat(problem.where()).isEqualTo("vulnerable_component");
        });
  }

  @Test
  void components_that_no_advisory_is_about_are_allowed() {
    assertThat(decide("vulnerable_component", Optional.of("1.2.0")).problems()).isEmpty();
  }

  @Test
  void a_gate_that_nobody_gave_advisories_denies_because_it_can_not_tell() {
    assertThat(decide("vulnerable_component", Optional.empty()).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.remedy()).contains("advisories"));
  }

  @Test
  void a_policy_without_the_rule_lets_the_component_pass() {
    assertThat(decide("vulnerable_component: false", Optional.of("1.3.1")).problems()).isEmpty();
  }

  private static GateResult decide(String rule, Optional<String> weakVersion) {
    var plan =
        Plan.parse(
                "plan",
                "strategy: {waves: [{name: all, match: [\"*\"], concurrency: 1}]}".getBytes(UTF_8))
            .flatMap(parsed -> parsed.validate(patch(weakVersion), fleet()))
            .orThrow();
    var policy =
        """
        rbac: {required_approvals: 0, unattended: true, roles: [{name: officer, approve: [patch]}]}
        risk: {max_score: 10, deny_on: [%s]}
        """
            .formatted(rule.contains(":") ? "{" + rule + "}" : rule);
    return Guard.evaluate(
        Policy.parse("policy", policy.getBytes(UTF_8)).orThrow(),
        plan,
        List.of(),
        Environment.of("prod"),
        NOW);
  }

  private static Fleet fleet() {
    return Fleet.parse(
            "fleet.json",
            "{\"nodes\": [{\"id\": \"n1\", \"host\": \"n1\", \"labels\": {\"role\": \"api\"}}]}"
                .getBytes(UTF_8))
        .orThrow();
  }

  private static AttestedPatch patch(Optional<String> weakVersion) {
    var trust =
        TrustStore.parse(
                "trust",
                """
                {"trusted_signers": [{"name": "alice", "ed25519": "%s"}],
                 "min_required_signatures": 1, "allow_unsigned": false}
                """
                    .formatted(ALICE.publicKey().hex())
                    .getBytes(UTF_8))
            .orThrow();
    var verifier = Verifier.of(trust).at(NOW);
    return weakVersion
        .map(version -> verifier.advisories(advisories(version)))
        .orElse(verifier)
        .requireAll(manifest(), new Files())
        .orThrow();
  }

  private static Advisories advisories(String version) {
    return Advisories.parse(
            "osv.json",
            """
            {"id": "CVE-2026-1", "modified": "2026-02-01T00:00:00Z", "affected": [
              {"package": {"ecosystem": "OSS-Fuzz", "name": "zlib"}, "versions": ["%s"]}]}
            """
                .formatted(version)
                .getBytes(UTF_8))
        .orThrow();
  }

  private static Manifest manifest() {
    var unsigned =
        """
        {"id": "hotfix-7", "version": "3.2.1", "targets": ["api"],
         "artifacts": [{"name": "hash.so", "sha256": "%s"}],
         "metadata": {"sbom": "bom.json", "sbom_sha256": "%s"}}
        """
            .formatted(Sha256.of(MODULE).hex(), Sha256.of(SBOM).hex());
    return Manifest.parse("manifest", unsigned.getBytes(UTF_8))
        .flatMap(manifest -> ManifestSigner.sign(manifest, ALICE, false))
        .flatMap(document -> Manifest.parse("manifest", Json.pretty(document).getBytes(UTF_8)))
        .orThrow();
  }

  private record Files() implements ArtifactSource {
    @Override
    public Optional<InputStream> artifact(Artifact artifact) {
      return Optional.of(new ByteArrayInputStream(MODULE));
    }

    @Override
    public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes) {
      return Optional.of(SBOM);
    }

    @Override
    public String describe() {
      return "memory";
    }
  }
}
