package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Sha256;

/** The canary's draw, held to what FORMATS §6 says about it; a failure names the seed. */
class CanaryDrawTest {
  private static final int SEEDS = 500;
  private static final int MOST_NODES = 60;

  /** One draw of some nodes. */
  private record Draw(long seed, Sha256 plan, List<Node> candidates, int seats, List<Node> drawn) {
    static Draw of(long seed) {
      var chance = new SplittableRandom(seed);
      var plan = Sha256.of(("plan " + seed % 7).getBytes(UTF_8));
      var candidates = nodes(chance);
      int seats = chance.nextInt(candidates.size() + 3);
      return new Draw(seed, plan, candidates, seats, new CanaryDraw(plan).draw(candidates, seats));
    }
  }

  private static List<Node> nodes(SplittableRandom chance) {
    var nodes = new ArrayList<Node>();
    int count = 1 + chance.nextInt(MOST_NODES);
    int strata = 1 + chance.nextInt(4);
    for (int number = 0; number < count; number++) {
      var labels = new TreeMap<String, String>();
      labels.put("role", "role-" + chance.nextInt(strata));
      if (chance.nextInt(5) > 0) {
        labels.put("region", "region-" + chance.nextInt(strata));
      }
      if (chance.nextInt(6) == 0) {
        labels.put("tier", chance.nextBoolean() ? "canary" : "canary-2");
      }
      nodes.add(new Node("n-" + number, "h", labels, new TreeMap<>(), Optional.empty()));
    }
    return nodes;
  }

  private static String stratum(Node node) {
    return node.role() + "\u0000" + node.label("region");
  }

  @Test
  void never_are_more_drawn_than_asked_for_and_nobody_twice() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var draw = Draw.of(seed);

      assertThat(new HashSet<>(draw.drawn()))
          .as("seed %d", seed)
          .hasSize(Math.min(draw.seats(), draw.candidates().size()))
          .hasSameSizeAs(draw.drawn())
          .isSubsetOf(draw.candidates());
    }
  }

  @Test
  void every_stratum_gets_its_share_and_what_is_left_over_goes_to_the_largest_remainders() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var draw = Draw.of(seed);
      var sizes = count(draw.candidates());
      var shares = count(draw.drawn());
      long all = draw.candidates().size();
      long seats = Math.min(draw.seats(), all);
      for (var name : sizes.keySet()) {
        long exact = seats * sizes.get(name);
        assertThat((long) shares.getOrDefault(name, 0))
            .as("seed %d: %s of %d of %d", seed, name, sizes.get(name), all)
            .isBetween(exact / all, (exact + all - 1) / all);
        for (var other : sizes.keySet()) {
          var otherExact = seats * sizes.get(other);
          boolean comesFirst =
              Comparator.<Long>naturalOrder().reversed().compare(exact % all, otherExact % all) < 0
                  || (exact % all == otherExact % all && name.compareTo(other) < 0);
          assertThat(
                  comesFirst
                      && !isRoundedUp(shares, name, exact, all)
                      && isRoundedUp(shares, other, otherExact, all))
              .as("seed %d: %s got what is %s's", seed, other, name)
              .isFalse();
        }
      }
    }
  }

  private static boolean isRoundedUp(
      Map<String, Integer> shares, String name, long exact, long all) {
    return shares.getOrDefault(name, 0) > exact / all;
  }

  private static SortedMap<String, Integer> count(Collection<Node> nodes) {
    var counts = new TreeMap<String, Integer>();
    nodes.forEach(node -> counts.merge(stratum(node), 1, Integer::sum));
    return counts;
  }

  @Test
  void within_a_stratum_those_of_the_canary_tier_come_first_and_then_the_lowest_lots() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var draw = Draw.of(seed);
      for (var name : count(draw.candidates()).keySet()) {
        var drawn = draw.drawn().stream().filter(it -> stratum(it).equals(name)).toList();
        var expected =
            draw.candidates().stream()
                .filter(node -> stratum(node).equals(name))
                .sorted(
                    Comparator.comparing((Node node) -> !node.label("tier").equals("canary"))
                        .thenComparing(node -> lot(draw.plan(), node)))
                .limit(drawn.size())
                .toList();

        assertThat(drawn).as("seed %d, %s", seed, name).hasSameElementsAs(expected);
      }
    }
  }

  private static String lot(Sha256 plan, Node node) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(plan.hex()), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(node.id().getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_repeat_takes_the_same_nodes_in_whatever_order_they_come_and_another_plan_takes_others() {
    int others = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var draw = Draw.of(seed);
      var shuffled = new ArrayList<>(draw.candidates());
      Collections.shuffle(shuffled, new Random(seed));

      assertThat(new CanaryDraw(draw.plan()).draw(shuffled, draw.seats()))
          .as("seed %d", seed)
          .hasSameElementsAs(draw.drawn());
      var other = new CanaryDraw(Sha256.of(new byte[] {1})).draw(draw.candidates(), draw.seats());
      others += new HashSet<>(other).equals(new HashSet<>(draw.drawn())) ? 0 : 1;
    }
    assertThat(others).as("nobody can know who is drawn before the plan").isGreaterThan(SEEDS / 2);
  }

  @Test
  void a_plans_canary_has_the_nodes_that_were_asked_for_rounded_up_and_no_other_wave_has_them() {
    for (int percentage = 0; percentage <= 100; percentage++) {
      var plan =
          ARollout.validate4("canary: {percentage: %d}".formatted(percentage), "concurrency: 1")
              .orThrow();
      var canary =
          plan.waves().stream()
              .filter(wave -> wave.name().equals(Wave.CANARY))
              .flatMap(wave -> wave.nodes().stream())
              .toList();
      var all = plan.waves().stream().flatMap(wave -> wave.nodes().stream()).toList();

      assertThat(canary).hasSize((int) Math.ceil(percentage * 4 / 100.0));
      assertThat(all).doesNotHaveDuplicates().hasSize(4);
    }
  }
}
