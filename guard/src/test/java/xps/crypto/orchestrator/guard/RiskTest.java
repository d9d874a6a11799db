package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xps.crypto.orchestrator.document.Code;

/** Every point of the score has its reason (FORMATS §5). */
class RiskTest {
  /** Nothing but the class, and the SBOM that these patches come without. */
  private static final int NO_SBOM = 2;

  private static GateResult of(AChange change) {
    return Deciding.on(Deciding.unattended(), change.plan());
  }

  private static AChange small() {
    return AChange.honest();
  }

  @ParameterizedTest
  @CsvSource({
    "3.2.1, patch, 1",
    "3.2.0, minor, 2",
    "3.2.1, hotfix, 2",
    "3.0.0, major, 3",
    "3.2.1, critical, 3",
    "3.2.1, key_rotation, 3"
  })
  void each_class_has_its_points(String version, String changeClass, int points) {
    var change = small().version(version).metadata("\"change_class\": \"" + changeClass + "\"");

    assertThat(of(change).riskFactors())
        .first()
        .isEqualTo(new RiskFactor(changeClass, points, "the change is of class " + changeClass));
    assertThat(of(change).riskScore()).isEqualTo(points + NO_SBOM);
  }

  private static void adds(AChange change, String factor, int points) {
    var result = of(change);
    assertThat(result.riskFactors())
        .filteredOn(one -> one.factor().equals(factor))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.points()).isEqualTo(points);
          assertThat(one.reason()).isNotEmpty();
        });
    assertThat(result.riskScore())
        .isEqualTo(Math.min(10, result.riskFactors().stream().mapToInt(RiskFactor::points).sum()));
    assertThat(of(small()).riskFactors()).extracting(RiskFactor::factor).contains("patch");
  }

  @Test
  void an_honest_change_has_its_class_and_its_missing_sbom_and_nothing_else() {
    assertThat(of(small()).riskFactors())
        .extracting(RiskFactor::factor)
        .containsExactly("patch", "missing_sbom");
    assertThat(of(small()).riskScore()).isEqualTo(3);
  }

  @Test
  void a_restart_adds_2() {
    adds(small().metadata("\"requires_restart\": true"), "requires_restart", 2);
  }

  @Test
  void an_unsigned_artifact_adds_4() {
    adds(small().unsigned(), "unsigned_artifact", 4);
  }

  @Test
  void no_canary_adds_2() {
    adds(small().canary(""), "no_canary", 2);
  }

  @Test
  void no_rollback_adds_2() {
    adds(small().rollback(""), "no_rollback", 2);
  }

  @Test
  void no_health_check_adds_2() {
    adds(small().health(""), "no_health_check", 2);
  }

  @Test
  void a_last_wave_of_more_than_half_of_the_nodes_adds_1() {
    adds(small().canary(""), "large_last_wave", 1);
    assertThat(of(small()).riskFactors())
        .as("two of four nodes are half")
        .extracting(RiskFactor::factor)
        .doesNotContain("large_last_wave");
  }

  @Test
  void the_score_ends_at_10() {
    var worst =
        small()
            .version("4.0.0")
            .metadata("\"requires_restart\": true")
            .unsigned()
            .canary("")
            .rollback("")
            .health("");

    assertThat(of(worst).riskScore()).isEqualTo(10);
    assertThat(of(worst).riskFactors().stream().mapToInt(RiskFactor::points).sum()).isEqualTo(18);
    assertThat(of(worst).allow()).as("10 is allowed where max_score is 10").isTrue();
  }

  @Test
  void a_score_may_be_max_score_and_no_more() {
    var plan = small().plan();

    assertThat(Deciding.on(Deciding.unattended().risk("{max_score: 3}"), plan).allow()).isTrue();
    var denied = Deciding.on(Deciding.unattended().risk("{max_score: 2}"), plan);
    assertThat(Codes.of(denied)).containsExactly(Code.RISK_TOO_HIGH);
    assertThat(denied.problems().getFirst().message())
        .contains("the risk is 3", "allows 2", "1 for patch", "2 for missing_sbom");
    assertThat(denied.whatWouldAllow()).singleElement().asString().contains("SBOM");
  }

  @Test
  void weights_replace_points_and_0_takes_a_factor_out() {
    var policy =
        Deciding.unattended().risk("{max_score: 10, weights: {patch: 5, missing_sbom: 0}}");

    var result = Deciding.on(policy, small().plan());

    assertThat(result.riskScore()).isEqualTo(5);
    assertThat(result.riskFactors()).extracting(RiskFactor::factor).containsExactly("patch");
  }

  @Test
  void the_way_out_names_the_smallest_factor_that_is_enough() {
    var change = small().canary("").metadata("\"requires_restart\": true").plan();
    var policy = Deciding.unattended().risk("{max_score: 7}");

    var result = Deciding.on(policy, change);

    assertThat(result.riskScore()).isEqualTo(8);
    assertThat(result.whatWouldAllow()).containsExactly("lower the risk by 1: split the last wave");
  }

  @Test
  void all_that_can_be_avoided_together_may_be_just_enough() {
    var policy =
        Deciding.unattended()
            .risk("{max_score: 5, weights: {patch: 5, missing_sbom: 2, no_rollback: 2}}");

    assertThat(Deciding.on(policy, small().rollback("").plan()).whatWouldAllow())
        .containsExactly(
            "lower the risk by 4: add an SBOM, and bind it with metadata.sbom_sha256, and add"
                + " rollback to the plan");
  }

  @Test
  void a_last_wave_without_nodes_is_not_the_last_one_that_counts() {
    var halves =
        AChange.honest()
            .waves(
                "waves: [{name: rest, match: [\"*\"], concurrency: 5},"
                    + " {name: nobody, match: [\"*\"], concurrency: 5}]");

    assertThat(of(halves).riskFactors())
        .extracting(RiskFactor::factor)
        .doesNotContain("large_last_wave");
    assertThat(of(halves.canary("")).riskFactors())
        .extracting(RiskFactor::factor)
        .contains("large_last_wave");
  }

  @Test
  void what_no_plan_can_lower_is_said_to_be_so() {
    var policy =
        Deciding.unattended().risk("{max_score: 0, weights: {missing_sbom: 0, patch: 10}}");

    assertThat(Deciding.on(policy, small().plan()).whatWouldAllow())
        .singleElement()
        .asString()
        .contains("make a lighter change");
  }

  @Test
  void doing_all_that_would_allow_allows() {
    var policy = Deciding.unattended().risk("{max_score: 5, deny_on: [no_rollback]}");
    var before = Deciding.on(policy, small().canary("").rollback("").health("").plan());
    assertThat(Codes.of(before)).containsExactlyInAnyOrder(Code.RISK_TOO_HIGH, Code.POLICY_DENIED);
    assertThat(before.whatWouldAllow())
        .isEqualTo(
            List.of(
                "lower the risk by 5: add an SBOM, and bind it with metadata.sbom_sha256, and"
                    + " add strategy.canary to the plan, and add rollback to the plan",
                "add rollback to the plan"));

    var after = Deciding.on(policy, small().health("").plan());
    assertThat(after.riskScore()).isEqualTo(5);
    assertThat(after.allow()).isTrue();
  }
}
