package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * The order of a node's checks is a contract (NODE.md): of all that is wrong, the lowest number is
 * reported. Each step below is wrong in its own way and in the way of the step before it as well.
 */
class AdmitTest {
  private final ANode node = ANode.honest();

  private static void refused(Admission admission, int check, Code code) {
    assertThat(admission)
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.problem().code()).as("%s", refused).isEqualTo(code);
              assertThat(refused.check()).as("%s", refused).isEqualTo(check);
            });
  }

  private static Warrant with(Warrant warrant, String field, Value value) {
    return ANode.resigned(warrant, text -> text.with(field, value));
  }

  private void seen(Warrant warrant) {
    node.memory = node.memory.afterAdmitted(node.admitted(warrant));
  }

  @Test
  void an_honest_warrant_is_admitted() {
    var warrant = node.warrant(0, 1);

    var admitted = node.admitted(warrant);

    assertThat(admitted.warrant().document()).isEqualTo(warrant.document());
    assertThat(admitted.redelivered()).isFalse();
    assertThat(admitted.gate().rbac()).isTrue();
    assertThat(admitted.at()).isEqualTo(NOON);
    assertThat(admitted.latestSeen()).isEqualTo(NOON);
  }

  @Test
  void of_all_that_is_wrong_the_lowest_number_is_reported() {
    // 11: no log that this node trusts
    node.trust = withoutLogs(node.trust);
    refused(node.admit(node.warrant(0, 1)), 11, Code.LOG_PROOF_INVALID);
    // 10: this node's own policy wants other people
    node.policy = APolicy.ofManagers(People.CAROL, People.DAVE);
    refused(node.admit(node.warrant(0, 1)), 10, Code.RBAC_MISSING);
    // 9: not in that wave
    var other = with(node.warrant(0, 1), "plan", Value.text(Sha256.of(new byte[] {9}).hex()));
    refused(node.admit(other), 9, Code.WARRANT_INVALID);
    // 8: it was active in a higher version once
    node.memory = node.memory.afterActivation(AChange.honest().version("4.0.0").plan().patch());
    refused(node.admit(other), 8, Code.VERSION_ROLLBACK);
    // 7: it isn't for this role
    node.role = "validator";
    refused(node.admit(other), 7, Code.TARGET_NOT_ALLOWED);
    // 6: a higher number of this rollout was followed
    node.memory = node.memory.afterOrderedBack(new OrderedBack(node.back(5), false));
    refused(node.admit(other), 6, Code.WARRANT_REPLAYED);
    // 5: it is for another environment
    var elsewhere = with(other, "environment", Value.text("staging"));
    refused(node.admit(elsewhere), 5, Code.WARRANT_INVALID);
    // 4: it isn't signed with the key of its issuer
    var unsigned = elsewhere.signedAs(Bytes.copyOf(new byte[64]));
    refused(node.admit(unsigned), 4, Code.WARRANT_INVALID);
    // 3: the policy has expired
    node.policy.with("expires: \"2026-03-02T12:00:00Z\"");
    refused(node.admit(unsigned), 3, Code.POLICY_INVALID);
    // 2: the clock can't be trusted
    node.clock = new ClockReading.Measured(NOON, Duration.ofSeconds(6));
    refused(node.admit(unsigned), 2, Code.CLOCK_UNTRUSTED);
    // 1: it can't be read
    refused(node.admit(Bytes.utf8("{}")), 1, Code.WARRANT_INVALID);
  }

  private static TrustStore withoutLogs(TrustStore store) {
    return TrustStore.parse("trust", ANode.json(store.document().without("logs"))).orThrow();
  }

  @Test
  void an_envelope_with_a_field_that_is_not_known_is_not_read() {
    var text = node.envelope(node.warrant(0, 1)).document();

    refused(node.admit(bytes(text.with("bogus", Value.bool(true)))), 1, Code.WARRANT_INVALID);
    refused(node.admit(bytes(text.without("membership"))), 1, Code.WARRANT_INVALID);
    refused(node.admit(bytes(text.with("receipts", Value.bool(true)))), 1, Code.WARRANT_INVALID);
  }

  @Test
  void neither_a_wave_nor_a_way_back_has_fields_that_are_not_known() {
    var text = Json.compact(node.envelope(node.warrant(0, 1)).document());
    var more = text.replace("\"waves\":[{", "\"waves\":[{\"bogus\":1,");
    assertThat(more).isNotEqualTo(text);
    refused(node.admit(Bytes.utf8(more)), 1, Code.WARRANT_INVALID);

    var back = Envelope.ofRollback(node.back(1)).text();
    assertThat(Envelope.parseRollback(Bytes.utf8(back)).isOk()).isTrue();
    assertThat(Envelope.parseRollback(Bytes.utf8(back.replaceFirst("\\{", "{\"bogus\":1,"))).isOk())
        .isFalse();
  }

  @Test
  void the_same_checkpoint_again_is_no_other_log() {
    var first = node.warrant(0, 3);
    var envelope = node.envelope(first).toJson();
    if (node.admit(envelope) instanceof Admission.Admitted admitted) {
      node.memory = node.memory.afterAdmitted(admitted);
    }
    assertThat(node.memory.logs()).isNotEmpty();

    assertThat(node.admit(envelope)).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void a_log_is_the_one_of_that_name_among_several() {
    var logs =
        "[{\"name\": \"elsewhere\", \"ed25519\": \"%s\"}, {\"name\": \"example.org/audit\", \"ed25519\": \"%s\"}]"
            .formatted(People.MALLORY.hex(), People.LOG.hex());
    var two = Json.parse("logs", logs.getBytes(UTF_8), Code.TRUST_STORE_INVALID).orThrow();
    node.trust =
        TrustStore.parse("trust", ANode.json(node.trust.document().with("logs", two))).orThrow();

    assertThat(node.admit(node.warrant(0, 1))).isInstanceOf(Admission.Admitted.class);
  }

  private static Bytes bytes(Value value) {
    return Bytes.copyOf(ANode.json(value));
  }

  @Test
  void a_clock_that_nobody_measures_counts_as_off_by_its_bound() {
    node.clock = new ClockReading.Unmeasured(NOON.minusSeconds(55));
    assertThat(node.admit(node.warrant(0, 1))).isInstanceOf(Admission.Admitted.class);

    node.clock = new ClockReading.Unmeasured(NOON.minusSeconds(56));
    refused(node.admit(node.warrant(0, 1)), 5, Code.WARRANT_EXPIRED);
  }

  @Test
  void the_clock_error_counts_against_a_warrant_at_its_end() {
    var warrant = node.warrant(0, 1);

    node.clock =
        new ClockReading.Measured(warrant.expires().minusSeconds(3), Duration.ofSeconds(2));
    assertThat(node.admit(warrant)).isInstanceOf(Admission.Admitted.class);
    node.clock =
        new ClockReading.Measured(warrant.expires().minusSeconds(2), Duration.ofSeconds(2));
    refused(node.admit(warrant), 5, Code.WARRANT_EXPIRED);
  }

  @Test
  void a_clock_before_the_time_floor_is_not_trusted() {
    node.memory = node.memory.afterSeeing(NOON.plusSeconds(1));

    refused(node.admit(node.warrant(0, 1)), 2, Code.CLOCK_UNTRUSTED);
  }

  @Test
  void a_node_that_demands_a_bulletin_follows_nothing_without_one() {
    node.demands = EnumSet.of(NodeFacts.Demand.BULLETIN);

    refused(node.admit(node.warrant(0, 1)), 3, Code.BULLETIN_STALE);
  }

  @Test
  void a_warrant_that_is_made_to_live_too_long_is_refused() {
    var long_ =
        with(
            node.warrant(0, 1),
            "expires",
            Value.text(Grammar.time(NOON.plus(Duration.ofHours(24)))));

    refused(node.admit(long_), 5, Code.WARRANT_EXPIRED);
  }

  @Test
  void another_type_or_direction_or_a_from_is_refused() {
    var honest = node.warrant(0, 1);

    refused(
        node.admit(with(honest, "type", Value.text("xps-warrant/v2"))), 5, Code.WARRANT_INVALID);
    refused(node.admit(with(honest, "direction", Value.text("rollback"))), 5, Code.WARRANT_INVALID);
    refused(
        node.admit(with(honest, "from", Value.text(Sha256.of(new byte[] {1}).hex()))),
        5,
        Code.WARRANT_INVALID);
  }

  @Test
  void the_same_warrant_again_is_a_redelivery_and_another_of_that_number_is_not() {
    var first = node.warrant(0, 3);
    seen(first);

    assertThat(node.admitted(first).redelivered()).isTrue();
    refused(node.admit(with(first, "class", Value.text("minor"))), 6, Code.WARRANT_REPLAYED);
    refused(node.admit(node.warrant(0, 2)), 6, Code.WARRANT_REPLAYED);
    assertThat(node.admitted(node.warrant(0, 4)).redelivered()).isFalse();
  }

  @Test
  void the_warrant_has_to_be_about_the_manifest_that_came_with_it() {
    var honest = node.warrant(0, 1);

    refused(node.admit(with(honest, "class", Value.text("critical"))), 7, Code.WARRANT_INVALID);
    refused(
        node.admit(with(honest, "targets", Value.texts(List.of("api", "x")))),
        7,
        Code.WARRANT_INVALID);
  }

  @Test
  void no_node_installs_what_is_unsigned_whatever_its_trust_store_allows() {
    var naked = new ANode(AChange.honest().unsigned());

    refused(naked.admit(naked.warrant(0, 1)), 7, Code.UNSIGNED_ARTIFACT);
  }

  @Test
  void a_version_may_be_equal_with_the_same_content_only() {
    var same = new NodeMemory.Mark(SemVer.parse("3.2.1").orElseThrow(), Sha256.of(AChange.CODE));
    assertThat(node.admit(marked(same))).isInstanceOf(Admission.Admitted.class);

    var other = new NodeMemory.Mark(same.version(), Sha256.of(new byte[] {7}));
    refused(node.admit(marked(other)), 8, Code.VERSION_ROLLBACK);

    node.active = Sha256.of(AChange.CODE);
    assertThat(node.admit(marked(other))).as("it is active").isInstanceOf(Admission.Admitted.class);
  }

  private Warrant marked(NodeMemory.Mark mark) {
    var marks = new TreeMap<String, NodeMemory.Mark>();
    marks.put(AChange.MODULE, mark);
    var empty = NodeMemory.fresh();
    node.memory =
        new NodeMemory(
            1,
            marks,
            empty.attempts(),
            empty.orders(),
            empty.logs(),
            empty.timeFloor(),
            empty.heard());
    return node.warrant(0, 1);
  }

  @Test
  void a_spent_attempt_is_not_tried_again() {
    node.memory = node.memory.afterLeaving(node.plan.patch().bodyDigest(), "prod", 1);

    refused(node.admit(node.warrant(0, 1)), 8, Code.WARRANT_REPLAYED);
  }

  @Test
  void a_node_of_another_wave_has_no_proof() {
    node.id = "b-1";

    refused(node.admit(node.warrant(0, 1)), 9, Code.NOT_IN_WAVE);
  }

  @Test
  void the_second_wave_does_not_start_before_the_canary_has_baked() {
    node.id = "b-1";
    var second = node.warrant(1, 1);

    refused(node.admit(second), 9, Code.TOO_EARLY);
    node.at(NOON.plus(Duration.ofHours(1)).minusSeconds(61));
    refused(node.admit(second), 9, Code.TOO_EARLY);
    node.at(NOON.plus(Duration.ofHours(1)).minusSeconds(60));
    assertThat(node.admit(second)).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void the_windows_of_the_nodes_own_policy_count() {
    node.policy.with(
        "windows: {allowed: [{days: [Tue], start: \"08:00\", end: \"09:00\", tz: UTC}]}");

    refused(node.admit(node.warrant(0, 1)), 10, Code.WINDOW_VIOLATION);
  }

  @Test
  void a_window_may_match_the_role_that_the_node_has() {
    var window =
        "windows: {allowed: [{days: [Mon], start: \"08:00\", end: \"19:00\", tz: UTC,"
            + " match: [\"role:%s\"]}]}";
    node.policy.with(window.formatted("api"));
    assertThat(node.admit(node.warrant(0, 1))).isInstanceOf(Admission.Admitted.class);

    node.policy = APolicy.ofManagers(People.ANN, People.BOB).with(window.formatted("db"));
    refused(node.admit(node.warrant(0, 1)), 10, Code.WINDOW_VIOLATION);
  }

  @Test
  void a_log_that_was_seen_longer_has_been_tampered_with() {
    node.lines.add(Bytes.utf8("{}"));
    seen(node.warrant(0, 1));
    var known = node.memory;
    node.lines.clear();
    node.memory = NodeMemory.fresh();
    var shorter = node.envelope(node.warrant(0, 2));
    node.memory = known;

    refused(node.admit(shorter.toJson()), 11, Code.AUDIT_TAMPERED);
  }

  @Test
  void a_log_whose_past_was_changed_has_been_tampered_with() {
    node.lines.add(Bytes.utf8("{}"));
    seen(node.warrant(0, 1));
    node.lines.set(0, Bytes.utf8("[]"));

    refused(node.admit(node.warrant(0, 2)), 11, Code.AUDIT_TAMPERED);
  }

  @Test
  void the_record_of_another_warrant_proves_nothing() {
    var other = node.envelope(node.warrant(0, 2)).document();
    var mine = other.with("warrant", node.warrant(0, 3).document());

    refused(node.admit(bytes(mine)), 11, Code.LOG_PROOF_INVALID);
  }

  @Test
  void a_node_without_the_demand_asks_for_no_log() {
    node.demands = EnumSet.noneOf(NodeFacts.Demand.class);
    node.trust = withoutLogs(node.trust);

    assertThat(node.admitted(node.warrant(0, 1)).log()).isEmpty();
  }

  private Admission again(Admission.Admitted admitted) {
    return Guard.again(
        admitted, node.facts(), node.memory, node.trust, node.policy.policy(), node.clock);
  }

  @Test
  void right_before_activation_clock_dates_and_windows_are_asked_again() {
    var admitted = node.admitted(node.warrant(0, 1));
    assertThat(again(admitted)).isInstanceOf(Admission.Admitted.class);

    node.at(admitted.warrant().expires());
    refused(again(admitted), 14, Code.WARRANT_EXPIRED);
    node.at(NOON.plusSeconds(1));
    node.policy.with("windows: {allowed: []}");
    refused(again(admitted), 14, Code.WINDOW_VIOLATION);
    node.memory = node.memory.afterSeeing(NOON.plusSeconds(9));
    refused(again(admitted), 14, Code.CLOCK_UNTRUSTED);
  }
}
