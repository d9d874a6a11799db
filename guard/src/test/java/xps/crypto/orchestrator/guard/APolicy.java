package xps.crypto.orchestrator.guard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import xps.crypto.orchestrator.document.Outcome;

/**
 * A policy as a test wants it; without anything said it allows whatever its approvers approve.
 *
 * <p>A manager may approve minor and patch, an officer hotfix, critical and patch.
 */
final class APolicy {
  private int required = 2;
  private String roles =
      "[{name: manager, approve: [minor, patch]},"
          + " {name: officer, approve: [hotfix, critical, patch]}]";
  private final List<String> approvers = new ArrayList<>();
  private final List<String> rbac = new ArrayList<>();
  private String risk = "{max_score: 10}";
  private String rest = "";
  private Supplier<Optional<RuleEngine>> engines = Optional::empty;

  /** Managers, of whom two have to approve. */
  static APolicy ofManagers(People... managers) {
    var policy = new APolicy();
    for (var who : managers) {
      policy.approver(who, "manager");
    }
    return policy;
  }

  APolicy required(int persons) {
    required = persons;
    return this;
  }

  APolicy roles(String yaml) {
    roles = yaml;
    return this;
  }

  APolicy approver(People who, String role) {
    return approver(who, role, "");
  }

  /** An approver with further members, which begin with a comma. */
  APolicy approver(People who, String role, String more) {
    return entry(
        "{name: %s, role: %s, ed25519: \"%s\"%s}".formatted(who.text(), role, who.hex(), more));
  }

  APolicy entry(String yaml) {
    approvers.add(yaml);
    return this;
  }

  /** A further member of {@code rbac}, in one line. */
  APolicy rbac(String line) {
    rbac.add(line);
    return this;
  }

  APolicy risk(String yaml) {
    risk = yaml;
    return this;
  }

  /** Further members of the policy, as YAML. */
  APolicy with(String yaml) {
    rest += yaml + "\n";
    return this;
  }

  /** What judges its rules. */
  APolicy judgedBy(RuleEngine engine) {
    engines = () -> Optional.of(engine);
    return this;
  }

  String yaml() {
    var text = new StringBuilder("rbac:\n");
    text.append("  required_approvals: ").append(required).append('\n');
    text.append("  roles: ").append(roles).append('\n');
    rbac.forEach(line -> text.append("  ").append(line).append('\n'));
    if (!approvers.isEmpty()) {
      text.append("  approvers:\n");
      approvers.forEach(entry -> text.append("    - ").append(entry).append('\n'));
    }
    return text.append("risk: ").append(risk).append('\n').append(rest).toString();
  }

  Outcome<Policy> read() {
    return Policy.parse("policy.yaml", yaml().getBytes(StandardCharsets.UTF_8), engines);
  }

  Policy policy() {
    return read().orThrow();
  }
}
