package xps.crypto.orchestrator.rulescel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.guard.RuleInput;

/** What a rule can ask about, under which names ({@code docs/policy-rules.md}). */
final class Facts {
  static final Shape<RuleInput.Content> ARTIFACT =
      new Shape<RuleInput.Content>("artifact")
          .text("name", RuleInput.Content::name)
          .text("kind", RuleInput.Content::kind)
          .number("size", RuleInput.Content::size);

  static final Shape<RuleInput.Patch> PATCH =
      new Shape<RuleInput.Patch>("patch")
          .text("id", RuleInput.Patch::id)
          .text("version", RuleInput.Patch::version)
          .number("major", RuleInput.Patch::major)
          .number("minor", RuleInput.Patch::minor)
          .text("class", RuleInput.Patch::changeClass)
          .texts("targets", RuleInput.Patch::targets)
          .many("artifacts", ARTIFACT, RuleInput.Patch::artifacts)
          .text("author", RuleInput.Patch::author)
          .texts("signers", RuleInput.Patch::signers)
          .number("unsigned", RuleInput.Patch::unsigned)
          .truth("sbom", RuleInput.Patch::sbom)
          .truth("requires_restart", RuleInput.Patch::requiresRestart);

  static final Shape<RuleInput.Step> WAVE =
      new Shape<RuleInput.Step>("wave")
          .text("name", RuleInput.Step::name)
          .number("count", RuleInput.Step::count);

  static final Shape<RuleInput.Rollout> PLAN =
      new Shape<RuleInput.Rollout>("plan")
          .number("nodes", RuleInput.Rollout::nodes)
          .many("waves", WAVE, RuleInput.Rollout::waves)
          .number("canary", RuleInput.Rollout::canary)
          .put("canary_bake", SimpleType.DURATION, RuleInput.Rollout::canaryBake)
          .truth("rollback", RuleInput.Rollout::rollback)
          .truth("health_check", RuleInput.Rollout::healthCheck);

  static final Shape<RuleInput.Where> ENVIRONMENT =
      new Shape<RuleInput.Where>("environment")
          .text("name", RuleInput.Where::name)
          .number("attempt", RuleInput.Where::attempt);

  static final Shape<RuleInput.Risk> RISK =
      new Shape<RuleInput.Risk>("risk")
          .number("score", RuleInput.Risk::score)
          .texts("factors", RuleInput.Risk::factors);

  static final Shape<RuleInput.Yes> APPROVAL =
      new Shape<RuleInput.Yes>("approval")
          .text("approver", RuleInput.Yes::approver)
          .text("person", RuleInput.Yes::person)
          .text("role", RuleInput.Yes::role)
          .put("at", SimpleType.TIMESTAMP, RuleInput.Yes::at)
          .put("expires", SimpleType.TIMESTAMP, RuleInput.Yes::expires);

  /** For the first question, whose answer nobody looks at. */
  static final RuleInput NOBODYS =
      new RuleInput(
          new RuleInput.Patch(
              "", "0.0.0", 0, 0, "", List.of(), List.of(), "", List.of(), 0, false, false),
          new RuleInput.Rollout(0, List.of(), 0, Duration.ZERO, false, false),
          new RuleInput.Where("", 1),
          new RuleInput.Risk(0, List.of()),
          List.of(),
          Instant.EPOCH);

  private static final List<Shape<?>> SHAPES =
      List.of(PATCH, ARTIFACT, PLAN, WAVE, ENVIRONMENT, RISK, APPROVAL);

  static final CelTypeProvider TYPES =
      new Types(SHAPES.stream().<CelType>map(Shape::type).collect(ImmutableList.toImmutableList()));

  private Facts() {}

  /** The names at the beginning of each question. */
  static Map<String, CelType> variables() {
    var variables = new LinkedHashMap<String, CelType>();
    variables.put("patch", PATCH.type());
    variables.put("plan", PLAN.type());
    variables.put("environment", ENVIRONMENT.type());
    variables.put("risk", RISK.type());
    variables.put("approvals", ListType.create(APPROVAL.type()));
    variables.put("now", SimpleType.TIMESTAMP);
    return variables;
  }

  static Map<String, Object> of(RuleInput input) {
    return Map.of(
        "patch", PATCH.of(input.patch()),
        "plan", PLAN.of(input.plan()),
        "environment", ENVIRONMENT.of(input.environment()),
        "risk", RISK.of(input.risk()),
        "approvals", APPROVAL.all(input.approvals()),
        "now", input.now());
  }

  private record Types(ImmutableList<CelType> types) implements CelTypeProvider {
    @Override
    public Optional<CelType> findType(String name) {
      return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }
  }
}
