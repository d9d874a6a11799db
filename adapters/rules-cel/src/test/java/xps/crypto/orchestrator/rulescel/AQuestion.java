package xps.crypto.orchestrator.rulescel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import xps.crypto.orchestrator.guard.RuleEngine;
import xps.crypto.orchestrator.guard.RuleInput;

/** A hotfix for two roles, as two people approved it for prod. */
final class AQuestion {
  static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z"); // a Monday

  static final RuleInput HOTFIX = of(artifacts(2));

  private AQuestion() {}

  /** The same with other artifacts. */
  static RuleInput of(List<RuleInput.Content> artifacts) {
    return new RuleInput(
        new RuleInput.Patch(
            "hotfix-7",
            "3.2.1",
            3,
            2,
            "hotfix",
            List.of("api", "validator"),
            artifacts,
            "erin",
            List.of("release", "security"),
            0,
            true,
            false),
        new RuleInput.Rollout(
            100,
            List.of(new RuleInput.Step("canary", 5), new RuleInput.Step("rest", 95)),
            5,
            Duration.ofMinutes(30),
            true,
            true),
        new RuleInput.Where("prod", 1),
        new RuleInput.Risk(3, List.of("hotfix", "large_last_wave")),
        List.of(yes("alice", "manager"), yes("bob", "officer")),
        NOON);
  }

  static List<RuleInput.Content> artifacts(int count) {
    return Collections.nCopies(count, new RuleInput.Content("sha256.so", "module", 4096));
  }

  private static RuleInput.Yes yes(String who, String role) {
    return new RuleInput.Yes(who, who, role, NOON.minusSeconds(60), NOON.plusSeconds(3600));
  }

  static RuleEngine.Program program(RuleEngine engine, String denyIf) {
    return program(engine, List.of(denyIf));
  }

  static RuleEngine.Program program(RuleEngine engine, List<String> denyIf) {
    var reading = engine.read(denyIf);
    assertThat(reading).as("%s", denyIf).isInstanceOf(RuleEngine.Reading.Ready.class);
    return ((RuleEngine.Reading.Ready) reading).program();
  }

  static List<RuleEngine.Mistake> mistakes(RuleEngine engine, String denyIf) {
    var reading = engine.read(List.of(denyIf));
    assertThat(reading).as(denyIf).isInstanceOf(RuleEngine.Reading.Wrong.class);
    return ((RuleEngine.Reading.Wrong) reading).mistakes();
  }
}
