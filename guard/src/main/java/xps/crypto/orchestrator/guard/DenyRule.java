package xps.crypto.orchestrator.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a policy may rule out by name in {@code risk.deny_on}. */
enum DenyRule {
  MISSING_SBOM("the patch comes without a bill of materials"),
  UNBOUND_SBOM("the manifest doesn't bind its bill of materials by a digest"),
  SBOM_MISMATCH("the bill of materials doesn't list what is in the patch"),
  UNSIGNED_ARTIFACT("an artifact isn't signed"),
  NO_CANARY("the plan has no canary"),
  NO_ROLLBACK("the plan has no rollback"),
  MAJOR_CHANGE("this is a major change"),
  REQUIRES_RESTART("the patch needs a restart"),
  VULNERABLE_COMPONENT(
      "the patch has a component with a known weakness, or nobody has looked for one"),
  /** Only nodes can tell: in the control plane nothing is said about it. */
  UNSANDBOXED_SELFTEST("the node has no cage for self-tests");

  private final String message;
  private final String text = name().toLowerCase(Locale.ROOT);

  DenyRule(String message) {
    this.message = message;
  }

  /** What is the matter where it applies. */
  String message() {
    return message;
  }

  /** As policies spell it. */
  String text() {
    return text;
  }

  static Optional<DenyRule> parse(String text) {
    return Arrays.stream(values()).filter(rule -> rule.text.equals(text)).findFirst();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(DenyRule::text).toList();
  }
}
