package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * {@code strategy.receipts: required}: what a plan then commits to, and what it can't do without.
 */
class ReceiptsOfAPlanTest {
  private static final String A = Sha256.of(new byte[] {1}).hex();
  private static final String B = Sha256.of(new byte[] {2}).hex();
  private static final String PLAN =
      """
      strategy:
        canary: {percentage: 50}
        %s
        waves: [{name: all, match: ["*"], concurrency: 2}]
      """;
  private static final String REQUIRED = PLAN.formatted("receipts: required");

  private static String nodes(String keyOfA, String keyOfB) {
    return """
    nodes:
      - {id: a, host: a.example, labels: {role: api}%s}
      - {id: b, host: b.example, labels: {role: api}%s}
    """
        .formatted(keyOfA, keyOfB);
  }

  private static String key(String hex) {
    return ", key: \"" + hex + "\"";
  }

  private static Outcome<RolloutPlan> validate(String plan, String fleet) {
    return Plan.parse("plan.yaml", plan.getBytes(UTF_8))
        .flatMap(read ->
            read.validate(
                ARollout.PATCH, Fleet.parse("fleet.yaml", fleet.getBytes(UTF_8)).orThrow()));
  }

  @Test
  void a_leaf_is_id_line_feed_key_and_without_receipts_the_id_alone() {
    var plan = validate(REQUIRED, nodes(key(A), key(B))).orThrow();
    var id = plan.waves().getFirst().nodes().getFirst();
    var leaf = Bytes.utf8(id + "\n" + (id.equals("a") ? A : B));

    assertThat(plan.waves().getFirst().root())
        .isEqualTo(MerkleTree.leafHash(leaf.toArray()))
        .isEqualTo(MerkleTree.root(java.util.List.of(leaf)));
    assertThat(plan.membership(id).orElseThrow().proves(plan.leaf(id), plan.waveRoots().getFirst()))
        .isTrue();

    var without = validate(PLAN.formatted(""), nodes(key(A), key(B))).orThrow();
    assertThat(without.waves().getFirst().root())
        .isEqualTo(MerkleTree.leafHash(id.getBytes(UTF_8)));
  }

  @Test
  void whoever_changes_a_key_changes_what_was_approved() {
    var other = key(Sha256.of(new byte[] {3}).hex());

    assertThat(validate(REQUIRED, nodes(key(A), other)).orThrow().digest())
        .isNotEqualTo(validate(REQUIRED, nodes(key(A), key(B))).orThrow().digest());
  }

  @Test
  void a_node_in_scope_without_a_key_is_refused_by_name() {
    var problems = validate(REQUIRED, nodes(key(A), "")).problems();

    assertThat(problems).singleElement().extracting(Problem::code).isEqualTo(Code.PLAN_INVALID);
    assertThat(problems.getFirst().message()).contains("1 nodes don't have: b");
    assertThat(problems.getFirst().remedy()).contains("SPKI");
  }

  @Test
  void two_nodes_with_one_key_are_refused_as_one_could_speak_for_both() {
    assertThat(validate(REQUIRED, nodes(key(A), key(A))).problems())
        .singleElement()
        .matches(problem -> problem.message().contains("a and b have the same key"));
  }

  @Test
  void receipts_of_no_canary_are_refused_at_their_place() {
    for (var canary : java.util.List.of("", "canary: {percentage: 0}")) {
      var plan = REQUIRED.replace("canary: {percentage: 50}", canary);
      assertThat(validate(plan, nodes(key(A), key(B))).problems())
          .singleElement()
          .matches(problem -> problem.where().startsWith("plan.yaml:3:"))
          .matches(problem -> problem.message().contains("no canary"));
    }
  }

  @Test
  void nothing_but_required_can_be_written_there() {
    var plan = PLAN.formatted("receipts: optional");

    assertThat(validate(plan, nodes(key(A), key(B))).problems())
        .singleElement()
        .extracting(Problem::code)
        .isEqualTo(Code.PLAN_INVALID);
  }

  @Test
  void a_plan_for_late_joiners_has_no_canary_and_asks_for_none() {
    var plan = REQUIRED.replace("receipts:", "late_joiners: converge\n  receipts:");
    var later = nodes(key(A), key(B)) + "  - {id: c, host: c.example, labels: {role: api}}\n";
    var draft =
        validate(plan, nodes(key(A), key(B)))
            .orThrow()
            .followUp(Fleet.parse("fleet.yaml", later.getBytes(UTF_8)).orThrow())
            .orElseThrow();

    assertThat(Plan.ofDocument(draft.plan()).orThrow().receipts()).isFalse();
  }
}
