package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** In which order somebody has written things down decides nothing. */
class OrderTest {
  private static final int ORDERS = 25;

  private static final List<String> APPROVERS =
      List.of(
          entry(People.ANN, "manager"),
          entry(People.BOB, "officer"),
          entry(People.CAROL, "manager"),
          "{person: ann, ed25519: \"%s\", role: officer, name: dave}".formatted(People.DAVE.hex()));
  private static final List<String> ROLES =
      List.of("{name: manager, approve: [minor, patch]}", "{approve: [patch], name: officer}");
  private static final List<String> WINDOWS =
      List.of(
          "{days: [Tue], start: \"08:00\", end: \"09:00\", tz: UTC}",
          "{days: [Sun, Wed], start: \"22:00\", end: \"02:00\", tz: UTC, match: [\"region:eu\"]}");
  private static final List<String> RULES =
      List.of("missing_sbom", "no_rollback: false", "no_canary", "major_change");
  private static final List<String> WEIGHTS =
      List.of("patch: 4", "missing_sbom: 3", "large_last_wave: 2");
  private static final List<String> NODES =
      List.of(
          "{id: a-1, host: a-1.example, labels: {role: api, region: eu, tier: first}}",
          "{labels: {tier: first, region: eu, role: api}, id: a-2, host: a-2.example}",
          "{id: b-1, host: b-1.example, labels: {role: api, region: us}}",
          "{host: b-2.example, id: b-2, labels: {region: us, role: api}}");

  private static String entry(People who, String role) {
    return "{name: %s, role: %s, ed25519: \"%s\"}".formatted(who.text(), role, who.hex());
  }

  @Test
  void documents_maps_and_approvals_in_any_order_give_one_result() {
    var written = said(new Random(0), false);
    for (long seed = 1; seed <= ORDERS; seed++) {
      assertThat(said(new Random(seed), true)).as("seed %d", seed).isEqualTo(written);
    }
  }

  /** The result but for places, and the words in which windows are listed. */
  private static List<Object> said(Random chance, boolean shuffled) {
    var order = new Order(chance, shuffled);
    var policy =
        new APolicy()
            .roles(order.list(ROLES))
            .rbac("quorum: {manager: 1, officer: 1}")
            .risk(
                "{deny_on: %s, max_score: 6, weights: {%s}}"
                    .formatted(denyOn(order), order.members(WEIGHTS)))
            .with("windows: {allowed: " + order.list(WINDOWS) + "}");
    order.of(APPROVERS).forEach(policy::entry);
    var plan =
        AChange.honest()
            .metadata(order.members(List.of("\"change_class\": \"minor\"", "\"author\": \"eve\"")))
            .fleet("nodes: " + order.list(NODES) + "\n")
            .plan();
    var result = Deciding.on(policy, plan, order.of(votes(plan)).toArray(Approval[]::new));
    return List.of(
        plan.digest(),
        result.allow(),
        result.rbac(),
        result.window(),
        result.riskScore(),
        result.riskFactors(),
        result.whatWouldAllow(),
        result.counting().stream().map(Approval::document).toList(),
        result.problems().stream().map(Problem::code).toList(),
        result.findings().stream().map(Problem::message).collect(Collectors.toSet()));
  }

  private static String denyOn(Order order) {
    return order.list(
        RULES.stream().map(rule -> rule.contains(":") ? "{" + rule + "}" : rule).toList());
  }

  private static List<Approval> votes(RolloutPlan plan) {
    return List.of(
        AnApproval.yes(People.ANN, plan),
        AnApproval.yes(People.DAVE, plan),
        AnApproval.by(People.CAROL, plan).attempt(2).sign(),
        AnApproval.by(People.BOB, plan).saying(Decision.WITHDRAW).sign(),
        AnApproval.by(People.MALLORY, plan).saying(Decision.REJECT).sign());
  }

  /** Writes down in some order. */
  private record Order(Random chance, boolean shuffled) {
    <T> List<T> of(List<T> items) {
      var copy = new ArrayList<>(items);
      if (shuffled) {
        Collections.shuffle(copy, chance);
      }
      return copy;
    }

    String members(List<String> items) {
      return String.join(", ", of(items));
    }

    String list(List<String> items) {
      return "[" + members(items) + "]";
    }
  }
}
