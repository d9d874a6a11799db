package xps.crypto.orchestrator.house.schema;

import java.util.List;
import java.util.stream.Stream;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.RuleEngine;

/** {@code orchestrator.policy.yaml}. */
final class PolicyTable {
  private static final List<String> DENY_ON =
      List.of(
          "missing_sbom",
          "unbound_sbom",
          "sbom_mismatch",
          "unsigned_artifact",
          "no_canary",
          "no_rollback",
          "major_change",
          "requires_restart",
          "vulnerable_component",
          "unsandboxed_selftest");

  private static final List<String> WEIGHTS =
      List.of(
          "patch",
          "minor",
          "hotfix",
          "major",
          "critical",
          "key_rotation",
          "requires_restart",
          "missing_sbom",
          "unsigned_artifact",
          "no_canary",
          "large_last_wave",
          "no_rollback",
          "no_health_check");

  private PolicyTable() {}

  static Value.Obj schema() {
    return new Group()
        .must("rbac", rbac(), "Who may approve what.")
        .must("risk", risk(), "How much risk is taken.")
        .may("windows", windows(), "When a change may happen; else always.")
        .may("environments", environments(), "Where rollouts may go.")
        .may("targets", allow(Form.LABEL), "Roles of nodes that patches may be for.")
        .may("rules", Form.list(rule(), 0, 64), "Conditions in CEL (docs/policy-rules.md).")
        .may("break_glass", breakGlass(), "Who may do without a quorum (docs/break-glass.md).")
        .may(
            "drift",
            Form.word("restore", "report"),
            "What a node does about what was changed past its agent; report if missing.")
        .may("version", Form.positive(), "A holder of N takes N+1 only.")
        .may("expires", Form.TIME, "It allows nothing from then on.")
        .may("signatures", TrustStoreTable.signatures(), "Of the roots, where it travels.")
        .schema("policy", "XPS: orchestrator.policy.yaml");
  }

  private static Form rbac() {
    var role =
        new Group()
            .must("name", Form.ID, "Unique.")
            .must("approve", Form.list(Form.CLASS), "Change classes that it may approve.")
            .form();
    var approver =
        withKey(
            new Group()
                .must("name", Form.ID, "Unique; approvals name it.")
                .may("person", Form.ID, "Who it is; else the name.")
                .must("role", Form.ID, "One of roles."));
    return new Group()
        .must(
            "required_approvals",
            Form.integer(0, 64),
            "Different persons; 0 needs unattended: true.")
        .must("roles", Form.list(role), "Roles, and what they may approve.")
        .may("approvers", Form.list(approver, 0, 1_000), "People and their keys.")
        .may("separate_author", Form.TRUTH, "Who made it may not approve it; default true.")
        .may("max_validity", Form.DURATION, "Longest life of an approval; default 7d.")
        .may(
            "quorum",
            Form.byName(Form.ID, Form.integer(1, 64)),
            "How many of each role, besides the total.")
        .may("unattended", Form.TRUTH, "That nobody has to approve is meant so.")
        .form();
  }

  /** Somebody, and the one key by which they sign. */
  private static Form withKey(Group somebody) {
    return somebody
        .may("ed25519", Form.SHA256, "Public key, 64 lowercase hex digits.")
        .may("ssh", Form.ANY_TEXT, "Line of a .pub file: type, base64, comment.")
        .may("verify_required", Form.TRUTH, "A FIDO token has to verify its user.")
        .rule("oneOf", Form.having("ed25519", "ssh"))
        .form();
  }

  private static Form risk() {
    var weights = new Group();
    WEIGHTS.forEach(name -> weights.may(name, Form.integer(0, 10), "Points instead of the usual."));
    var rule = Form.word(DENY_ON);
    var switched =
        new Form(
            Form.byName(rule, Form.TRUTH)
                .json()
                .with("minProperties", Value.number(1))
                .with("maxProperties", Value.number(1)));
    return new Group()
        .must("max_score", Form.integer(0, 10), "The highest score that is allowed.")
        .may("weights", weights.form(), "Points of each factor.")
        .may("deny_on", Form.list(Form.oneOf(rule, switched)), "What is never allowed.")
        .form();
  }

  private static Form windows() {
    var days = Stream.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").toList();
    var clock = Form.text("^([01][0-9]|2[0-3]):[0-5][0-9]$");
    var allowed =
        new Group()
            .must("days", Form.list(Form.word(days)), "Days on which it begins.")
            .must("start", clock, "Wall clock, such as 20:00.")
            .must("end", clock, "Before start: on the next day.")
            .must("tz", Form.ANY_TEXT, "Zone of the tz database.")
            .may("match", Form.MATCH, "Labels of the nodes; else every node.")
            .form();
    var freeze =
        new Group()
            .must("from", Form.TIME, "Beginning.")
            .must("to", Form.TIME, "End.")
            .must("reason", Form.ANY_TEXT, "Why.")
            .may("unless", Form.list(Form.CLASS), "Classes that may all the same.")
            .form();
    return new Group()
        .may("allowed", Form.list(allowed, 0, 1_000), "Windows; they add up.")
        .may("unless", Form.list(Form.CLASS), "Classes that need no window.")
        .may("cutoff", Form.DURATION, "No node is started that long before the end.")
        .may("freeze", Form.list(freeze, 0, 200), "Freezes win over windows.")
        .form();
  }

  private static Form breakGlass() {
    var key =
        withKey(
            new Group()
                .must("name", Form.ID, "Whose it is; breaks of the glass name it.")
                .may(
                    "person",
                    Form.ID,
                    "Who that is; else the approver of that name, or the name."));
    return new Group()
        .must(
            "keys", Form.list(Form.oneOf(Form.ID, key), 0, 64), "Approvers, or keys of their own.")
        .must("max_hours", Form.integer(1, 168), "How long a glass stays broken at most.")
        .must("classes", Form.list(Form.CLASS), "For which changes.")
        .form();
  }

  private static Form environments() {
    return new Group()
        .may("allow", Form.list(Form.ID), "Else all; an empty list: none.")
        .may("after", Form.byName(Form.ID, Form.list(Form.ID)), "Where it has to succeed first.")
        .form();
  }

  private static Form allow(Form name) {
    return new Group().may("allow", Form.list(name), "Else all; an empty list: none.").form();
  }

  private static Form rule() {
    return new Group()
        .must("name", Form.ID, "Unique; refusals name it.")
        .must(
            "deny_if",
            Form.text(1, RuleEngine.LONGEST_RULE),
            "Condition under which the change is denied.")
        .must("message", Form.text(1, 500), "What those read whom it denies.")
        .form();
  }
}
