package xps.crypto.orchestrator.cli.rehearsal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Policy;

/**
 * Which rules of a policy some case has reached: a role by an approval that counted, a prohibition
 * or a rule in CEL by denying, windows by being open and by being closed.
 */
public final class Coverage {
  private static final String OPEN = "windows open";
  private static final String AFTER = "environments.after ";

  private final Map<String, Boolean> reached = new LinkedHashMap<>();

  private Coverage() {}

  static Coverage of(Policy policy) {
    var coverage = new Coverage();
    var document = policy.document();
    if (policy.requiredApprovals() > 0) {
      coverage.add("rbac.required_approvals");
    }
    policy.roles().forEach(role -> coverage.add("role " + role.name()));
    if (document.members().get("windows") instanceof Value.Obj windows) {
      if (windows.members().containsKey("allowed")) {
        coverage.add(OPEN);
        coverage.add("windows closed");
      }
      if (windows.members().get("freeze") instanceof Value.Arr freezes) {
        freezes.items().forEach(freeze -> coverage.add("freeze " + reason(freeze)));
      }
    }
    coverage.add("risk.max_score");
    denyOn(document).forEach(name -> coverage.add("deny_on " + name));
    policy.ruleNames().forEach(name -> coverage.add("rule " + name));
    policy.environments().ifPresent(_ -> coverage.add("environments.allow"));
    after(document).forEach(name -> coverage.add(AFTER + name));
    policy.targets().ifPresent(_ -> coverage.add("targets.allow"));
    return coverage;
  }

  private static List<String> after(Value.Obj document) {
    return document.members().get("environments") instanceof Value.Obj environments
            && environments.members().get("after") instanceof Value.Obj after
        ? List.copyOf(after.members().keySet())
        : List.of();
  }

  private static String reason(Value freeze) {
    return freeze instanceof Value.Obj entry
            && entry.members().get("reason") instanceof Value.Str(var text, _)
        ? text
        : "";
  }

  private static List<String> denyOn(Value.Obj document) {
    var names = new ArrayList<String>();
    if (document.members().get("risk") instanceof Value.Obj risk
        && risk.members().get("deny_on") instanceof Value.Arr rules) {
      for (var rule : rules.items()) {
        switch (rule) {
          case Value.Str(var name, _) -> names.add(name);
          case Value.Obj object ->
              object
                  .members()
                  .forEach((name, on) -> {
                    if (on instanceof Value.Bool(var truth, _) && truth) {
                      names.add(name);
                    }
                  });
          default -> throw new IllegalStateException("no policy is read that has this");
        }
      }
    }
    return names;
  }

  private void add(String rule) {
    reached.putIfAbsent(rule, false);
  }

  private void reach(String rule) {
    reached.computeIfPresent(rule, (_, _) -> true);
  }

  void count(Policy policy, GateResult result) {
    if (result.window()) {
      reach(OPEN);
    }
    for (var approval : result.counting()) {
      policy.approver(approval.approver()).ifPresent(who -> reach("role " + who.role().name()));
    }
    for (var problem : result.problems()) {
      reach(rule(problem.code(), problem.where()));
      if (problem.code() == Code.POLICY_DENIED) {
        reach("rule " + problem.where()); // no rule has the name of a prohibition
        reached.keySet().stream()
            .filter(rule -> rule.startsWith(AFTER))
            .filter(rule ->
                problem
                    .message()
                    .contains(" may go to " + rule.substring(AFTER.length()) + " only after "))
            .toList()
            .forEach(this::reach);
      }
      if (problem.code() == Code.FREEZE_ACTIVE) {
        reached.keySet().stream()
            .filter(rule -> rule.startsWith("freeze "))
            .filter(rule -> problem.message().contains("a freeze holds: " + rule.substring(7)))
            .toList()
            .forEach(this::reach);
      }
    }
  }

  private static String rule(Code code, String where) {
    return switch (code) {
      case RBAC_MISSING -> "rbac.required_approvals";
      case WINDOW_VIOLATION -> "windows closed";
      case RISK_TOO_HIGH -> "risk.max_score";
      case POLICY_DENIED -> "deny_on " + where;
      case ENVIRONMENT_NOT_ALLOWED -> "environments.allow";
      case TARGET_NOT_ALLOWED -> "targets.allow";
      default -> "";
    };
  }

  /** In the order of the policy. */
  public List<String> reached() {
    return rules(true);
  }

  /** Rules that no case has reached. */
  public List<String> unreached() {
    return rules(false);
  }

  private List<String> rules(boolean wanted) {
    return reached.entrySet().stream()
        .filter(rule -> rule.getValue() == wanted)
        .map(Map.Entry::getKey)
        .toList();
  }
}
