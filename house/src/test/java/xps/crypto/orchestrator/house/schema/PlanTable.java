package xps.crypto.orchestrator.house.schema;

import xps.crypto.orchestrator.document.Value;

/** {@code rollout_plan.yaml}. */
final class PlanTable {
  private static final Form NODES = Form.integer(1, 1_000_000);

  private PlanTable() {}

  static Value.Obj schema() {
    return new Group()
        .must("strategy", strategy(), "Who gets it, in which order.")
        .may("health_check", healthCheck(), "How a node is asked how it is.")
        .may("rollback", rollback(), "What is undone, and when.")
        .schema("plan", "XPS: rollout_plan.yaml");
  }

  private static Form strategy() {
    return new Group()
        .may("canary", canary(), "The first wave, a few nodes.")
        .must("waves", Form.list(wave(), 1, 10_000), "In this order, unless they say otherwise.")
        .may(
            "keep",
            new Group()
                .must("per", Form.LABEL, "Key of a label.")
                .must("available", Form.text("^[0-9]{1,4}/[0-9]{1,4}$"), "Such as 2/3.")
                .form(),
            "How many of each domain stay up.")
        .may("unmatched", Form.word("error", "skip"), "Nodes in scope that no wave takes.")
        .may("late_joiners", Form.word("converge", "skip"), "Nodes that come later.")
        .may("deadline", Form.DURATION, "No node is started after it.")
        .may(
            "offline",
            new Group()
                .may("wait", Form.DURATION, "How long it is waited for; default 30m.")
                .may("then", Form.word("skip", "fail"), "Default skip.")
                .form(),
            "Nodes that can't be reached.")
        .may("abort", Form.list(abort()), "When no more nodes are started.")
        .may(
            "order",
            Form.list(
                new Group()
                    .must("first", Form.ANY_TEXT, "key:value.")
                    .must("then", Form.ANY_TEXT, "key:value.")
                    .form(),
                0,
                16),
            "Who comes before whom.")
        .may("receipts", Form.word("required"), "Later waves need the canary's signed reports.")
        .form();
  }

  private static Form canary() {
    return new Group()
        .may("percentage", Form.integer(0, 100), "Of the nodes in scope, rounded up; 0 is none.")
        .may("halt_on_error", Form.TRUTH, "One failure ends the rollout; default true.")
        .may("match", Form.MATCH, "Who may be drawn.")
        .may("bake", Form.DURATION, "How long it is watched.")
        .may("concurrency", NODES, "Nodes in flight; else that of the first wave.")
        .form();
  }

  private static Form wave() {
    return new Group()
        .must("name", Form.ID, "Unique, and not canary.")
        .must("match", Form.MATCH, "key:value with globs, or * alone.")
        .must("concurrency", NODES, "Nodes in flight at most.")
        .may("after", Form.list(Form.ID), "Waves it waits for; else the one before.")
        .may("bake", Form.DURATION, "How long it is watched.")
        .may(
            "start_rate",
            new Group()
                .must("initial", NODES, "In flight at first.")
                .must("factor", Form.integer(2, 1_000), "Grows by that.")
                .form(),
            "Grows to concurrency.")
        .may(
            "max_unavailable",
            new Group()
                .must("per", Form.LABEL, "Key of a label.")
                .must("count", NODES, "How many may be out.")
                .form(),
            "Of each domain.")
        .form();
  }

  private static Form abort() {
    return new Group()
        .may("on", Form.list(Form.word("failed", "silent", "any"), 1, 100), "Default any.")
        .may("percent", Form.integer(1, 100), "Of finished nodes.")
        .may("count", NODES, "Nodes.")
        .may("min_finished", Form.integer(0, 1_000_000), "Not before so many have finished.")
        .may("scope", Form.word("wave", "rollout", "domain"), "Default rollout.")
        .rule("oneOf", Form.having("percent", "count"))
        .form();
  }

  private static Form healthCheck() {
    var threshold = Form.integer(1, 1_000);
    return new Group()
        .must(
            "probe",
            Form.text("^(https?[+]tls|http|tcp|tls|grpc[+]tls|exec):.+$"),
            "Such as http+tls://{host}:8443/healthz.")
        .may("success_threshold", threshold, "Good answers in a row; default 1.")
        .may("failure_threshold", threshold, "Bad answers in a row; default 1.")
        .may("interval", Form.DURATION, "Between two probes, 200ms at least; default 1s.")
        .may("timeout", Form.DURATION, "Of one probe; default 2s.")
        .may("deadline", Form.DURATION, "Healthy by then, or failed; default 60s.")
        .may("grace", Form.DURATION, "Failures before it don't count.")
        .may("hosts_allow", Form.list(Form.ANY_TEXT), "Hosts besides the fleet's.")
        .may("ca", Form.FILE_NAME, "PEM file beside the plan.")
        .form();
  }

  private static Form rollback() {
    return new Group()
        .may(
            "on",
            Form.list(
                Form.word(
                    "probe_timeout",
                    "probe_failed",
                    "policy_violation",
                    "install_error",
                    "attestation_failed",
                    "selftest_failed")),
            "What leads to it.")
        .may("strategy", Form.word("immediate", "staged"), "Default immediate.")
        .may("scope", Form.word("node", "wave", "all"), "What is undone; default wave.")
        .may("horizon", Form.DURATION, "Until when it can be undone; default 24h, at most 7d.")
        .form();
  }
}
