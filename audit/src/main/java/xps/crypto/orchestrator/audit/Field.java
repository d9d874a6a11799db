package xps.crypto.orchestrator.audit;

/**
 * The fields of a record in the order of its line: those of the founding document in its order,
 * then ours.
 */
enum Field {
  TS("ts"),
  PATCH("patch"),
  NODE("node"),
  WAVE("wave"),
  ACTION("action"),
  RESULT("result"),
  SHA256("sha256"),
  SIGNERS("signers"),
  POLICY("policy"),

  ROLLOUT("rollout"),
  SEQ("seq"),
  ACTOR("actor"),
  CODE("code"),
  DETAIL("detail"),
  DURATION_MS("duration_ms"),
  CLOCK_ERROR_MS("clock_error_ms"),
  RECEIVED("received"),
  BODY("body"),
  PLAN("plan"),
  POLICY_DIGEST("policy_digest"),
  WARRANT("warrant"),
  NODE_SIG("node_sig"),
  SALT("salt");

  private final String json;

  Field(String json) {
    this.json = json;
  }

  /** Its name in the line. */
  String json() {
    return json;
  }

  /** Whether the founding document has it. */
  boolean isFounding() {
    return compareTo(POLICY) <= 0;
  }
}
