package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.Wave;
import xps.crypto.orchestrator.planner.WaveRoot;

/**
 * When a wave may start at the earliest (FORMATS §8): the latest approval, and then the bake times
 * of the canary and of the waves that it waits for, along the longest way. So a control plane that
 * skips the canary gains no time by it.
 */
final class EarliestStart {
  /** The last instant that a document can write: plans whose bakes add up beyond it wait for it. */
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  private EarliestStart() {}

  /** Without any approval or emergency there is nothing to count from. */
  static Instant of(Duration bakes, List<Approval> approvals, Optional<BreakGlass> breakGlass) {
    return Stream.concat(
            approvals.stream().map(Approval::at), breakGlass.stream().map(BreakGlass::at))
        .max(Instant::compareTo)
        .map(latest -> latest.plus(bakes))
        .map(start -> start.isAfter(NEVER) ? NEVER : start)
        .orElse(Instant.EPOCH);
  }

  /**
   * How long the waves before that one are watched, one after the other; nothing where waves and
   * plan don't fit each other, or waves wait for each other in a circle.
   */
  static Optional<Duration> bakes(Plan plan, List<WaveRoot> waves, int wave) {
    if (wave < 0 || wave >= waves.size()) {
      return Optional.empty();
    }
    boolean canary = waves.getFirst().name().equals(Wave.CANARY);
    var first = canary ? plan.canary().map(Plan.Canary::bake) : Optional.of(Duration.ZERO);
    var names = waves.stream().skip(canary ? 1 : 0).map(WaveRoot::name).toList();
    if (first.isEmpty() || !names.equals(plan.waves().stream().map(Plan.WaveRule::name).toList())) {
      return Optional.empty();
    }
    if (canary && wave == 0) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.ofNullable(longestWays(plan.waves(), first.get()).get(waves.get(wave).name()));
  }

  /** By wave, when it may begin; a wave in or behind a circle is left out. */
  private static Map<String, Duration> longestWays(List<Plan.WaveRule> rules, Duration first) {
    var begin = new HashMap<String, Duration>();
    var open = new HashMap<String, Integer>();
    var followers = new HashMap<String, List<Plan.WaveRule>>();
    var ready = new ArrayDeque<Plan.WaveRule>();
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      var before = i == 0 ? Stream.<String>empty() : Stream.of(rules.get(i - 1).name());
      var after = rule.after().map(List::stream).orElse(before).distinct().toList();
      after.forEach(name -> followers.computeIfAbsent(name, _ -> new ArrayList<>()).add(rule));
      open.put(rule.name(), after.size());
      begin.put(rule.name(), first);
      if (after.isEmpty()) {
        ready.add(rule);
      }
    }
    while (!ready.isEmpty()) {
      var done = ready.remove();
      var end = begin.getOrDefault(done.name(), first).plus(done.bake());
      for (var follower : followers.getOrDefault(done.name(), List.of())) {
        begin.merge(follower.name(), end, EarliestStart::longer);
        if (open.merge(follower.name(), -1, Integer::sum) == 0) {
          ready.add(follower);
        }
      }
    }
    open.forEach((name, left) -> {
      if (left > 0) {
        begin.remove(name);
      }
    });
    return begin;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
