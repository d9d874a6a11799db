package xps.crypto.orchestrator.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.Command;

class OutlineTest {
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

  private static final Outline FORETOLD =
      foretold(
          "{\"waves\":[{\"name\":\"canary\",\"count\":1},{\"name\":\"all\",\"count\":2}],"
              + "\"max_unavailable\":2}");

  private static Outline foretold(String json) {
    var read = Json.parse("simulation", json.getBytes(UTF_8), Code.INTERNAL).orThrow();
    return Outline.foretold(new Xps.Ran(0, (Value.Obj) read));
  }

  @Test
  void what_went_as_foretold_has_the_same_outline() {
    var records = List.of(got("canary", "a"), got("all", "c"), got("all", "b"));
    var commands =
        List.of(start(0, "a"), healthy(0, "a"), start(1, "b"), start(1, "c"), healthy(1, "c"));

    assertThat(Outline.happened(new Records(records), commands)).isEqualTo(FORETOLD);
    assertThat(FORETOLD.inShort()).isEqualTo("canary 1, all 2; at most 2 away at once");
  }

  @Test
  void another_order_another_count_and_more_away_are_seen() {
    assertThat(waves(got("all", "b"), got("all", "c"), got("canary", "a")))
        .isNotEqualTo(FORETOLD.waves());
    assertThat(waves(got("canary", "a"), got("all", "b"))).isNotEqualTo(FORETOLD.waves());
    var together = List.of(start(0, "a"), start(1, "b"), start(1, "c"));
    assertThat(Outline.happened(new Records(List.of()), together).mostAway()).isEqualTo(3);
  }

  private static List<Outline.WaveCount> waves(AuditRecord... records) {
    return Outline.happened(new Records(List.of(records)), List.of()).waves();
  }

  private static Command start(int wave, String node) {
    return new Command.Start(wave, node);
  }

  private static Command healthy(int wave, String node) {
    return new Command.Announce(new Command.Note.NodeHealthy(wave, node));
  }

  private static AuditRecord got(String wave, String node) {
    return AuditRecord.of(NOW, "hotfix-7", Action.APPLY)
        .wave(wave)
        .node(node)
        .result(Result.SUCCESS)
        .sha256(Sha256.of(new byte[] {1}))
        .signers(List.of("XPS Release"))
        .policy(new GateSummary(true, true, 1))
        .build();
  }
}
