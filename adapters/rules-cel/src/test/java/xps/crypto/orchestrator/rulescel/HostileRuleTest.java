package xps.crypto.orchestrator.rulescel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.guard.RuleEngine;
import xps.crypto.orchestrator.guard.RuleEngine.Mistake;
import xps.crypto.orchestrator.guard.RuleEngine.Verdict;

/** Rules by somebody who wants to keep a control plane or a node busy, or to fill its memory. */
class HostileRuleTest {
  /** A multiple of what anything here may take, for a machine that does much else. */
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Its clock stands, so that steps are counted to the end on the slowest machine, too. */
  private static final RuleEngine ENGINE = new CelRules(() -> 0);

  private static final String TOO_MANY = "the rules take more than 200000 steps";

  private static final String TEN = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";

  /** Loops in each other, over ten numbers each. */
  private static String loops(int depth) {
    return IntStream.range(0, depth)
        .mapToObj(i -> TEN + ".all(x" + i + ", ")
        .collect(Collectors.joining("", "", "true" + ")".repeat(depth)));
  }

  private static Verdict ask(String denyIf) {
    return assertTimeoutPreemptively(
        SOON, () -> AQuestion.program(ENGINE, denyIf).ask(AQuestion.HOTFIX).getFirst());
  }

  private static String whyNot(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Unjudged.class);
    return ((Verdict.Unjudged) verdict).why();
  }

  @Test
  void loops_in_loops_end_and_deny() {
    assertThat(ask(loops(3))).isEqualTo(new Verdict.Denies());
    assertThat(whyNot(ask(loops(7)))).isEqualTo(TOO_MANY);
  }

  @Test
  void an_or_does_not_swallow_that_a_rule_costs_too_much() {
    assertThat(whyNot(ask("!(" + loops(7) + " || true)"))).isEqualTo(TOO_MANY);
  }

  @Test
  void loops_over_the_largest_manifest_end_and_deny() {
    var largest = AQuestion.of(AQuestion.artifacts(Manifest.MOST_ARTIFACTS));
    var once =
        AQuestion.program(ENGINE, "patch.artifacts.all(a, a.kind == 'module' && a.size > 5)");
    var twice =
        AQuestion.program(
            ENGINE, "patch.artifacts.all(a, patch.artifacts.all(b, a.name == b.name))");

    assertThat(once.ask(largest).getFirst()).isEqualTo(new Verdict.Denies());
    assertThat(whyNot(assertTimeoutPreemptively(SOON, () -> twice.ask(largest).getFirst())))
        .isEqualTo(TOO_MANY);
  }

  @Test
  void many_costly_rules_cost_no_more_than_one() {
    var many = AQuestion.program(ENGINE, Collections.nCopies(64, loops(5)));

    var verdicts = assertTimeoutPreemptively(SOON, () -> many.ask(AQuestion.HOTFIX));

    assertThat(verdicts).hasSize(64);
    assertThat(verdicts.getLast()).isEqualTo(new Verdict.Unjudged(TOO_MANY));
  }

  @Test
  void a_text_can_not_be_doubled() {
    var doubling =
        IntStream.range(0, 28)
            .mapToObj(i -> "['a'].exists(x%d, ".formatted(i))
            .collect(Collectors.joining("", "", "x0 + x0 == ''" + ")".repeat(28)));

    assertThat(AQuestion.mistakes(ENGINE, doubling)).isNotEmpty();
    assertThat(AQuestion.mistakes(ENGINE, "['a'].map(x, x + x).map(x, x + x).size() == 1"))
        .isNotEmpty();
  }

  /** The library would write the repetitions out before it looks how many there are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((((a{99}){99}){99}){99})",
        "(((a{1,999}){1,999}){1,999})",
        "a{99999999999999999999}",
        "(((a{999,}){999,}){999,})"
      })
  void a_pattern_that_is_huge_when_written_out_is_refused_at_load(String pattern) {
    assertThat(mistake("patch.id.matches('" + pattern + "')").message())
        .isEqualTo("with its repetitions written out the pattern is longer than 1000");
  }

  @Test
  void a_pattern_that_others_would_try_for_years_takes_its_length() {
    assertThat(ask("'" + "a".repeat(1_000) + "!'.matches('^(a+)+$')"))
        .isEqualTo(new Verdict.Passes());
  }

  @Test
  void a_pattern_that_is_none_is_refused_at_load() {
    assertThat(mistake("patch.id.matches('[')").message()).startsWith("this is no pattern");
  }

  @Test
  void deep_nesting_is_refused_at_load_and_needs_no_deep_stack() throws InterruptedException {
    var parentheses = "(".repeat(900) + "true" + ")".repeat(900);
    var calls = "size(".repeat(300) + "'a'" + ")".repeat(300) + " == 1";
    var lists = "[".repeat(900) + "]".repeat(900) + " == []";
    var small =
        new Thread(
            null,
            () -> {
              assertThat(AQuestion.mistakes(ENGINE, parentheses)).isNotEmpty();
              assertThat(AQuestion.mistakes(ENGINE, calls)).isNotEmpty();
              assertThat(AQuestion.mistakes(ENGINE, lists)).isNotEmpty();
            },
            "small",
            512 * 1024);
    var failed = new AtomicReference<Throwable>();
    small.setUncaughtExceptionHandler((_, thrown) -> failed.set(thrown));
    small.start();
    small.join(SOON.toMillis());

    assertThat(small.isAlive()).isFalse();
    assertThat(failed.get()).isNull();
  }

  @Test
  void a_long_sum_is_refused_or_judged_but_never_breaks() {
    var sum = "1" + "+1".repeat(900) + " > 5";

    assertThat(AQuestion.mistakes(ENGINE, sum)).isNotEmpty();
    assertThat(ask("false" + " || patch.sbom && plan.nodes > 3".repeat(45)))
        .isEqualTo(new Verdict.Denies());
    assertThat(ask("1" + "+1".repeat(25) + " > 5")).isEqualTo(new Verdict.Denies());
  }

  @Test
  void a_rule_that_takes_too_long_denies() {
    var clock = new AtomicLong();
    var slow =
        AQuestion.program(new CelRules(() -> clock.addAndGet(1_000_000_000)), "1 < 2 && 3 < 4");

    assertThat(whyNot(slow.ask(AQuestion.HOTFIX).getFirst()))
        .isEqualTo("the rules take longer than 2000ms");
  }

  @Test
  void texts_that_are_no_rules_are_told_so() {
    for (var noise :
        new String[] {"\u0000", "\ud800", "'", "/*", "\\", "a.b.c.d", "\"\"\"", "1e999"}) {
      assertThat(assertTimeoutPreemptively(SOON, () -> ENGINE.read(List.of(noise))))
          .as(noise)
          .isInstanceOf(RuleEngine.Reading.Wrong.class);
    }
  }

  private static Mistake mistake(String denyIf) {
    return assertTimeoutPreemptively(SOON, () -> AQuestion.mistakes(ENGINE, denyIf).getFirst());
  }
}
