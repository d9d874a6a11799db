package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** What is said about plans and fleets that don't fit. */
class PlanningTest {
  private static final String NODES =
      "[{\"id\":\"b\",\"host\":\"b\",\"labels\":{\"role\":\"api\"}},{\"id\":\"a\",\"host\":\"a\"}]";

  @Test
  void everything_that_is_wrong_with_the_waves_is_said_at_once_each_at_its_place() {
    var plan =
        """
        strategy:
          waves:
            - {name: one, match: ["region:nowhere"], concurrency: 1, after: [nope]}
            - {name: two, match: ["*"], concurrency: 1, after: [three]}
            - {name: three, match: ["*"], concurrency: 1, after: [two]}
        """;
    var problems = ARollout.validate(plan).problems();

    assertThat(problems)
        .extracting(Problem::code)
        .containsExactly(Code.EMPTY_WAVE, Code.UNKNOWN_WAVE, Code.DEPENDENCY_CYCLE);
    assertThat(problems.get(0).where()).isEqualTo("plan.yaml:3:7");
    assertThat(problems.get(1).where()).isEqualTo("plan.yaml:3:7");
  }

  @Test
  void a_yaml_fleet_may_be_larger_than_other_documents() {
    var fleet = new StringBuilder("nodes:\n");
    for (int i = 0; i < 20_000; i++) {
      fleet.append("  - {id: node-").append(i).append(", host: host-").append(i);
      fleet.append(".example, labels: {role: api}}\n");
    }

    var read = Fleet.parse("fleet.yaml", fleet.toString().getBytes(UTF_8));

    assertThat(read.orThrow().nodes()).hasSize(20_000);
  }

  @Test
  void a_fleets_generation_is_the_digest_of_what_stands_there_in_the_order_of_ids() {
    var read = Fleet.parse("fleet.json", ("{\"nodes\":" + NODES + "}").getBytes(UTF_8)).orThrow();
    var sorted =
        "{\"nodes\":[{\"host\":\"a\",\"id\":\"a\"},"
            + "{\"host\":\"b\",\"id\":\"b\",\"labels\":{\"role\":\"api\"}}]}";
    var expected = Json.parse("expected", sorted.getBytes(UTF_8), Code.FLEET_INVALID).orThrow();

    assertThat(read.generation()).isEqualTo(Canonical.digest(expected));
  }

  @Test
  void what_is_installed_has_the_name_of_an_artifact() {
    var fleet = "nodes: [{id: a, host: a, installed: {\"*\": 1.0.0}}]";

    assertThat(Fleet.parse("fleet.yaml", fleet.getBytes(UTF_8)))
        .isInstanceOf(Outcome.Refused.class);
  }
}
