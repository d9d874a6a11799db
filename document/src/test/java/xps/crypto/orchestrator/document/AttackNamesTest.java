package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refusal that stops an attack with a name says the name: people look it up. */
class AttackNamesTest {
  /** As the specifications of TUF and of Uptane call them. */
  private static final List<String> NAMES =
      List.of(
          "TUF: arbitrary software attack",
          "TUF: endless data attack",
          "TUF: extraneous dependencies attack",
          "TUF: fast-forward attack",
          "TUF: indefinite freeze attack",
          "TUF: mix-and-match attack",
          "TUF: rollback attack",
          "TUF: slow retrieval attack",
          "TUF: vulnerability to key compromises",
          "TUF: wrong software installation",
          "Uptane: drop-request attack",
          "Uptane: freeze attack",
          "Uptane: mixed-bundles attack",
          "Uptane: partial bundle installation attack",
          "Uptane: rollback attack");

  @ParameterizedTest
  @CsvSource({
    "MANIFEST_INVALID,      extraneous dependencies",
    "TRUST_STORE_INVALID,   vulnerability to key compromises",
    "TRUST_STORE_INVALID,   fast-forward",
    "TRUST_STORE_EXPIRED,   indefinite freeze",
    "KEYRING_INVALID,       rollback",
    "ARTIFACT_MISSING,      partial bundle installation",
    "SIZE_MISMATCH,         endless data",
    "DIGEST_MISMATCH,       arbitrary software",
    "TREE_MISMATCH,         mix-and-match",
    "UNSIGNED_ARTIFACT,     arbitrary software",
    "UNTRUSTED_SIGNER,      arbitrary software",
    "SCOPE_MISMATCH,        mix-and-match",
    "SCOPE_MISMATCH,        mixed-bundles",
    "THRESHOLD_NOT_MET,     vulnerability to key compromises",
    "SIGNER_EXPIRED,        vulnerability to key compromises",
    "SIGNER_REVOKED,        vulnerability to key compromises",
    "SIGNER_NOT_IN_SCOPE,   vulnerability to key compromises",
    "SIGNER_NOT_IN_SCOPE,   wrong software installation",
    "CERT_PATH_INVALID,     arbitrary software",
    "SBOM_MISMATCH,         mix-and-match",
    "MANIFEST_EXPIRED,      indefinite freeze",
    "VERSION_ROLLBACK,      rollback",
    "ABI_MISMATCH,          wrong software installation",
    "MODULE_NAME_MISMATCH,  wrong software installation",
    "TARGET_NOT_ALLOWED,    wrong software installation",
    "WARRANT_INVALID,       arbitrary software",
    "WARRANT_EXPIRED,       freeze",
    "WARRANT_REPLAYED,      rollback",
    "BULLETIN_STALE,        indefinite freeze",
    "CLOCK_UNTRUSTED,       indefinite freeze",
    "DISK_FULL,             endless data",
    "NO_NODES,              drop-request",
    "UNMATCHED_NODES,       drop-request",
    "AGENT_LOST,            drop-request",
    "APPROVAL_EXPIRED,      indefinite freeze",
    "REPO_UNREACHABLE,      slow retrieval"
  })
  void a_refusal_says_the_name_of_the_attack_that_it_stops(Code code, String name) {
    assertThat(code.attackNames()).anyMatch(spelt -> spelt.contains(name));
  }

  @Test
  void every_name_is_one_of_the_specifications_and_every_one_of_those_is_stopped_by_something() {
    var spelt = new TreeSet<String>();
    for (var code : Code.values()) {
      spelt.addAll(code.attackNames());
    }

    assertThat(spelt).containsExactlyElementsOf(NAMES);
  }
}
