package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;

/**
 * What a valid policy makes impossible, or leaves open. Each finding has the code of the denial
 * that it leads to.
 */
final class PolicyFindings {
  /** Findings in a row that say the same; more don't help anybody. */
  private static final int MOST_PAIRS = 10;

  private final Policy policy;
  private final List<Problem> findings = new ArrayList<>();

  private PolicyFindings(Policy policy) {
    this.policy = policy;
  }

  static List<Problem> of(Policy policy, Set<ChangeClass> classes) {
    var all = new PolicyFindings(policy);
    all.approvers(classes);
    all.lists();
    all.windows();
    all.freezes();
    all.judgedOnNodes();
    policy.breakGlass().ifPresent(rules -> all.breakGlass(rules, classes));
    return List.copyOf(all.findings);
  }

  private void approvers(Set<ChangeClass> classes) {
    var rbac = policy.rbac();
    if (rbac.requiredApprovals() == 0) {
      add(
          Code.RBAC_MISSING,
          "no approval is required: nobody has to look at a change before it is made",
          rbac.place(),
          "require approvals, unless this fleet is really to run unattended");
      return;
    }
    if (!rbac.hasApprovers()) {
      add(
          Code.RBAC_MISSING,
          "the policy names no approvers, so nobody can approve yet",
          rbac.place(),
          "add rbac.approvers with the name, role and key of each");
      return;
    }
    rolesThatNobodyHas();
    var concerned = EnumSet.noneOf(ChangeClass.class);
    rbac.roles().forEach(role -> concerned.addAll(role.approve()));
    concerned.retainAll(classes);
    concerned.forEach(this::tooFewFor);
  }

  private void rolesThatNobodyHas() {
    for (var role : policy.roles()) {
      if (policy.approvers().stream().noneMatch(approver -> approver.role().equals(role))) {
        add(
            Code.RBAC_MISSING,
            "nobody has the role " + role.name(),
            policy.rbac().place(),
            "name an approver with that role, or take the role out");
      }
    }
  }

  private void tooFewFor(ChangeClass changeClass) {
    var persons = new TreeSet<String>();
    policy.entitled(changeClass).forEach(approver -> persons.add(approver.person()));
    int required = policy.requiredApprovals();
    if (persons.size() < required) {
      add(
          Code.RBAC_MISSING,
          required
              + " approvals are required, but only "
              + persons.size()
              + " persons may approve the class "
              + changeClass.text(),
          policy.rbac().place(),
          "give the class to another role, or name more approvers");
    }
    for (var role : policy.roles()) {
      if (policy.rbac().quorum().containsKey(role.name())
          && !role.approve().contains(changeClass)) {
        add(
            Code.RBAC_MISSING,
            "the quorum asks for the role "
                + role.name()
                + ", which may not approve the class "
                + changeClass.text()
                + ": nothing of that class can be approved",
            policy.rbac().place(),
            "let the role approve the class, or take it out of the quorum");
      }
    }
  }

  private void judgedOnNodes() {
    if (policy.risk().denyOn().contains(DenyRule.UNSANDBOXED_SELFTEST)) {
      add(
          Code.POLICY_DENIED,
          DenyRule.UNSANDBOXED_SELFTEST.text()
              + " is judged on each node and nowhere else: the gate can't tell which of them have"
              + " a cage, and those that have none will refuse",
          policy.risk().place(),
          "see for unsandboxed in the nodes' reports before a rollout relies on it");
    }
  }

  private void breakGlass(BreakGlassRules rules, Set<ChangeClass> classes) {
    if (rules.holders().isEmpty() || rules.classes().isEmpty()) {
      add(
          Code.RBAC_MISSING,
          "break_glass names no "
              + (rules.holders().isEmpty() ? "keys" : "classes")
              + ", so nobody can ever break the glass",
          rules.place(),
          "name them, or take break_glass out");
    }
    for (var holder : rules.holders()) {
      if (policy.approvers().stream().anyMatch(it -> it.key().equals(holder.key()))) {
        add(
            Code.RBAC_MISSING,
            "the key that "
                + holder.name()
                + " approves with every day breaks the glass as well: whoever gets hold of it needs"
                + " nobody else",
            holder.place(),
            "give " + holder.name() + " a key of its own for it, and keep that one in a safe");
      }
    }
    for (var changeClass : classes.stream().filter(rules.classes()::contains).sorted().toList()) {
      rules.holders().stream()
          .filter(holder -> reviewers(changeClass, holder) < policy.requiredApprovals())
          .findFirst()
          .ifPresent(holder ->
              add(
                  Code.BREAK_GLASS_REVIEW_DUE,
                  "when "
                      + holder.name()
                      + " breaks the glass for the class "
                      + changeClass.text()
                      + ", too few others are left who may review it, so it could be broken once"
                      + " only",
                  rules.place(),
                  "name more approvers for that class"));
    }
  }

  private long reviewers(ChangeClass changeClass, BreakGlassRules.Holder holder) {
    return policy.entitled(changeClass).stream()
        .map(Approver::person)
        .filter(person -> !person.equals(holder.person()))
        .distinct()
        .count();
  }

  private void lists() {
    if (policy.environments().filter(List::isEmpty).isPresent()) {
      add(
          Code.ENVIRONMENT_NOT_ALLOWED,
          "the list of environments is empty, so none is allowed",
          policy.place("environments", "allow"),
          "name environments, or take the list out to allow all");
    }
    policy
        .after()
        .forEach((name, earlier) -> {
          var unknown =
              earlier.stream()
                  .filter(other ->
                      policy.environments().filter(all -> !all.contains(other)).isPresent())
                  .toList();
          if (!unknown.isEmpty()) {
            add(
                Code.POLICY_DENIED,
                "what goes to "
                    + name
                    + " has to have been in "
                    + String.join(", ", unknown)
                    + ", where this policy allows nothing",
                policy.place("environments", "after", name),
                "allow it there too, unless that environment has a policy of its own");
          }
        });
    if (policy.targets().filter(List::isEmpty).isPresent()) {
      add(
          Code.TARGET_NOT_ALLOWED,
          "the list of targets is empty, so none is allowed",
          policy.place("targets", "allow"),
          "name roles, or take the list out to allow all");
    }
  }

  private void windows() {
    if (policy.windows().isAlwaysOpen()) {
      add(
          Code.WINDOW_VIOLATION,
          "the policy has no windows, so that a change may happen at any time",
          policy.place("windows"),
          "add windows.allowed, if there are hours in which nobody is there");
    }
    if (policy.windows().isNeverOpen()) {
      add(
          Code.WINDOW_VIOLATION,
          "there is no window that has a day, so that no change may ever happen",
          policy.place("windows", "allowed"),
          "name windows and their days, or take the list out to be always open");
    } else if (policy.windows().withoutDays() > 0) {
      add(
          Code.WINDOW_VIOLATION,
          policy.windows().withoutDays() + " of the windows have no day, so they never open",
          policy.place("windows", "allowed"),
          "name their days, or take them out");
    }
  }

  private void freezes() {
    for (var pair : policy.windows().overlappingFreezes().stream().limit(MOST_PAIRS).toList()) {
      add(
          Code.FREEZE_ACTIVE,
          "two freezes overlap: " + pair + "; what one of them lets through, the other may hold",
          policy.place("windows", "freeze"),
          "make them one, or let one begin where the other ends");
    }
  }

  private void add(Code code, String message, Place place, String remedy) {
    findings.add(Problem.at(place, code, message, remedy));
  }
}
