package xps.crypto.orchestrator.cli.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;
import xps.crypto.orchestrator.server.AgentCa;

/** What is made has to be good to the very rooms that will judge it. */
class OrganisationTest {
  private static final Instant NOW = Instant.parse("2026-03-11T21:30:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path temporary;

  private Path folder;

  @BeforeEach
  void anEmptyPlace() {
    folder = temporary.resolve("organisation");
  }

  @Test
  void its_gate_asks_for_two_approvals_and_then_allows() throws Exception {
    var organisation = found(Charter.usual(NOW));
    var plan = organisation.planFor(patch(organisation), NOW).orThrow();
    var managers = organisation.staff().releaseManagers();

    assertThat(codes(gate(organisation, plan, NOW, List.of()))).containsExactly(Code.RBAC_MISSING);

    var approvals =
        managers.stream().map(each -> organisation.approval(each, plan, 1, NOW).orThrow()).toList();
    assertThat(codes(gate(organisation, plan, NOW, approvals.subList(0, 1))))
        .containsExactly(Code.RBAC_MISSING);
    assertThat(gate(organisation, plan, NOW, approvals).allow()).isTrue();
  }

  @Test
  void security_officers_have_no_word_in_a_patch() throws Exception {
    var organisation = found(Charter.usual(NOW));
    var plan = organisation.planFor(patch(organisation), NOW).orThrow();
    var approvals =
        organisation.staff().securityOfficers().stream()
            .map(each -> organisation.approval(each, plan, 1, NOW).orThrow())
            .toList();

    assertThat(gate(organisation, plan, NOW, approvals).allow()).isFalse();
  }

  @Test
  void the_usual_window_is_open_now_and_closed_half_a_day_later() throws Exception {
    var organisation = found(Charter.usual(NOW));
    var plan = organisation.planFor(patch(organisation), NOW).orThrow();

    assertThat(gate(organisation, plan, NOW, List.of()).window()).isTrue();
    assertThat(gate(organisation, plan, NOW.plus(Duration.ofHours(12)), List.of()).window())
        .isFalse();
  }

  @Test
  void the_founding_documents_window_is_the_evening_in_berlin() throws Exception {
    var organisation = found(Charter.usual(NOW).withHours(Hours.ofTheFoundingDocument()));
    var plan = organisation.planFor(patch(organisation), NOW).orThrow();

    assertThat(gate(organisation, plan, NOW, List.of()).window()).isTrue(); // Wed 22:30
    assertThat(gate(organisation, plan, NOW.plus(Duration.ofDays(2)), List.of()).window())
        .isFalse(); // Fri
  }

  @Test
  void its_plan_has_a_canary_and_the_three_waves_of_the_founding_document() throws Exception {
    var organisation = found(Charter.usual(NOW));
    var plan = organisation.planFor(patch(organisation), NOW).orThrow();

    assertThat(plan.waves().stream().map(Wave::name))
        .containsExactly("canary", "wave-1", "wave-2", "wave-3");
    assertThat(plan.waves()).noneMatch(wave -> wave.nodes().isEmpty());
    assertThat(plan.findings()).isEmpty();
    assertThat(plan.simulate().completed()).isTrue();
  }

  @Test
  void nothing_about_its_patch_is_worth_a_finding() throws Exception {
    var organisation = found(Charter.usual(NOW));

    assertThat(organisation.planFor(patch(organisation), NOW).findings()).isEmpty();
  }

  @Test
  void with_two_required_signatures_one_is_not_enough() throws Exception {
    var organisation = found(Charter.usual(NOW).withRequiredSignatures(2));
    var staff = organisation.staff();
    var both = patch("both", staff.release(), staff.hotfix());
    var one = patch("one", staff.release());

    assertThat(organisation.planFor(both, NOW).orThrow().patch().signers())
        .containsExactlyInAnyOrder("XPS Release", "Security Hotfix");
    assertThat(organisation.planFor(one, NOW).problems())
        .extracting(Problem::code)
        .contains(Code.THRESHOLD_NOT_MET);
  }

  @Test
  void only_the_owner_can_read_a_private_key() throws Exception {
    found(Charter.usual(NOW));

    try (var files = Files.walk(folder)) {
      var keys = files.filter(file -> file.toString().endsWith(".key")).toList();
      assertThat(keys).hasSize(6 + 2 + 2);
      for (var key : keys) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
            .as("%s", key)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void the_keys_in_home_are_those_that_the_trust_store_lists() throws Exception {
    var organisation = found(Charter.usual(NOW));
    var trust = TrustStore.load(organisation.trustStore());
    var home = organisation.home();

    assertThat(SigningKey.readPem(home.resolve("orchestrator.key")).orThrow().publicKey())
        .isEqualTo(trust.orchestrator(organisation.orchestratorName()).orElseThrow().key());
    assertThat(SigningKey.readPem(home.resolve("log.key")).orThrow().publicKey())
        .isEqualTo(trust.logs().getFirst().key());
    assertThat(AgentCa.open(home, NOW, RANDOM).orThrow().spkiSha256())
        .isEqualTo(organisation.agentsCa().spkiSha256());
    assertThat(ProbeTrust.only(folder.resolve("probe-ca.pem")).isOk()).isTrue();
  }

  @Test
  void a_folder_with_anything_in_it_is_left_alone() throws Exception {
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("precious.txt"), "mine");

    var outcome = Organisation.found(folder, Charter.usual(NOW), NOW, RANDOM);

    assertThat(outcome.problems()).extracting(Problem::code).containsExactly(Code.USAGE);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("precious.txt"));
    }
  }

  @Test
  void an_approval_is_filed_beside_the_patch_and_reads_the_same() throws Exception {
    var organisation = found(Charter.usual(NOW));
    var patch = patch(organisation);
    var plan = organisation.planFor(patch, NOW).orThrow();
    var approval =
        organisation.approval(organisation.staff().approvers().getFirst(), plan, 1, NOW).orThrow();

    var file = patch.file(approval);

    assertThat(file.getParent()).isEqualTo(patch.approvals());
    assertThat(file.getFileName().toString()).matches("anna-approve-[0-9a-f]{8}\\.json");
    var read = Approval.parse(file.toString(), Files.readAllBytes(file)).orThrow();
    assertThat(gate(organisation, plan, NOW, List.of(read)).problems())
        .extracting(Problem::code)
        .containsExactly(Code.RBAC_MISSING);
    assertThat(read.signature()).isEqualTo(approval.signature());
  }

  private Organisation found(Charter charter) throws IOException, GeneralSecurityException {
    return Organisation.found(folder, charter, NOW, RANDOM).orThrow();
  }

  private PatchFolder patch(Organisation organisation) throws IOException {
    return patch("3.2.1", organisation.staff().release());
  }

  /** Of plain files: a compiler has nothing to do with what is tested here. */
  private PatchFolder patch(String place, Member... signers) throws IOException {
    var patchFolder = Files.createDirectories(temporary.resolve(place));
    var artifacts =
        Stream.of("xps.crypto.hash.sha256.so", "xps.crypto.hash.shake256.so")
            .map(patchFolder::resolve)
            .toList();
    for (var artifact : artifacts) {
      Files.writeString(artifact, "the bytes of " + artifact.getFileName());
    }
    return PatchFolder.make(
            PatchOrder.of(PatchOrder.idOf(NOW), "3.2.1"),
            patchFolder,
            artifacts,
            List.of(signers),
            NOW)
        .orThrow();
  }

  private static GateResult gate(
      Organisation organisation, RolloutPlan plan, Instant at, List<Approval> approvals) {
    var environment = Environment.of(organisation.charter().environment());
    return Guard.evaluate(organisation.loadPolicy(), plan, approvals, environment, at);
  }

  private static List<Code> codes(GateResult gate) {
    return gate.problems().stream().map(Problem::code).toList();
  }
}
