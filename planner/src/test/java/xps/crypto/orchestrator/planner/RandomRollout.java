package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import xps.crypto.orchestrator.document.Outcome;

/** A plan and a fleet out of a seed: small, and with every part of the language now and then. */
final class RandomRollout {
  private static final List<String> ROLES = List.of("api", "db");
  private static final int MOST_NODES = 14;

  private final SplittableRandom chance;

  private RandomRollout(SplittableRandom chance) {
    this.chance = chance;
  }

  /** A plan that fits its fleet; most that are drawn do. */
  static RolloutPlan of(SplittableRandom chance) {
    var random = new RandomRollout(chance);
    var fleet = Fleet.parse("fleet.jsonl", random.fleet().getBytes(UTF_8)).orThrow();
    while (true) {
      var plan =
          Plan.parse("plan.yaml", random.plan().getBytes(UTF_8))
              .flatMap(read -> read.validate(ARollout.PATCH, fleet));
      if (plan instanceof Outcome.Ok<RolloutPlan>(var dealt, var _)) {
        return dealt;
      }
    }
  }

  private String fleet() {
    var text = new StringBuilder();
    int count = 1 + chance.nextInt(MOST_NODES);
    for (int number = 0; number < count; number++) {
      text.append(
          """
          {"id": "n-%d", "host": "n-%d.example", \
          "labels": {"role": "%s", "region": "r%d", "zone": "z%d"}}
          """
              .formatted(
                  number,
                  number,
                  ROLES.get(chance.nextInt(ROLES.size())),
                  chance.nextInt(2),
                  chance.nextInt(3)));
    }
    return text.toString();
  }

  private String plan() {
    return """
    strategy:
      canary: {percentage: %d, halt_on_error: %b, bake: %ds}
      unmatched: skip
      offline: {wait: %ds, then: %s}
    %s%s%s%s  waves:
    %s
    %s%s
    """
        .formatted(
            oneOf(0, 10, 30),
            chance.nextBoolean(),
            oneOf(0, 5, 100),
            oneOf(5, 60),
            chance.nextBoolean() ? "skip" : "fail",
            maybe("  keep: {per: region, available: \"1/2\"}\n"),
            maybe("  order: [{first: \"role:db\", then: \"role:api\"}]\n"),
            maybe("  deadline: 90s\n"),
            abort(),
            waves(),
            maybe(
                "health_check: {probe: \"http://{host}:80/\", deadline: 30s, failure_threshold: 2}\n"),
            rollback());
  }

  private String abort() {
    return maybe(
        "  abort: [{on: [%s], %s, min_finished: %d, scope: %s}]\n"
            .formatted(
                List.of("any", "failed", "silent").get(chance.nextInt(3)),
                chance.nextBoolean() ? "percent: " + oneOf(10, 50) : "count: " + oneOf(1, 3),
                oneOf(0, 2),
                List.of("wave", "rollout", "domain").get(chance.nextInt(3))));
  }

  private String rollback() {
    return maybe(
        "rollback: {on: [%s], strategy: %s, scope: %s, horizon: %ds}\n"
            .formatted(
                List.of(
                        "probe_timeout",
                        "probe_failed, selftest_failed",
                        "probe_timeout, policy_violation")
                    .get(chance.nextInt(3)),
                chance.nextBoolean() ? "staged" : "immediate",
                List.of("node", "wave", "all").get(chance.nextInt(3)),
                oneOf(60, 86_400)));
  }

  private String waves() {
    var waves = new ArrayList<String>();
    int count = 1 + chance.nextInt(3);
    for (int number = 0; number < count; number++) {
      boolean last = number == count - 1;
      waves.add(
          "    - {name: w%d, match: [\"%s\"], concurrency: %d, bake: %ds%s%s%s}"
              .formatted(
                  number,
                  last ? "*" : "region:r" + chance.nextInt(2),
                  1 + chance.nextInt(4),
                  oneOf(0, 7),
                  maybe(", start_rate: {initial: 1, factor: 2}"),
                  maybe(
                      ", max_unavailable: {per: %s, count: %d}"
                          .formatted(chance.nextInt(3) == 0 ? "region" : "zone", oneOf(1, 2))),
                  number > 0 ? maybe(", after: []") : ""));
    }
    return String.join("\n", waves);
  }

  private String maybe(String text) {
    return chance.nextBoolean() ? text : "";
  }

  private int oneOf(int... values) {
    return values[chance.nextInt(values.length)];
  }
}
