package xps.crypto.orchestrator.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import xps.crypto.orchestrator.attest.ChangeClass;

/** Everything that may add to a rollout's risk, with the points of FORMATS §5. */
enum RiskKind {
  PATCH(1),
  MINOR(2),
  MAJOR(3),
  HOTFIX(2),
  CRITICAL(3),
  KEY_ROTATION(3),
  REQUIRES_RESTART(2, "make the patch work without a restart"),
  MISSING_SBOM(2, "add an SBOM, and bind it with metadata.sbom_sha256"),
  UNSIGNED_ARTIFACT(4, "sign every artifact with xps sign"),
  NO_CANARY(2, "add strategy.canary to the plan"),
  LARGE_LAST_WAVE(1, "split the last wave"),
  NO_ROLLBACK(2, "add rollback to the plan"),
  NO_HEALTH_CHECK(2, "add health_check to the plan");

  /** The top of the scale: a weight, a score and a policy's {@code max_score} end here. */
  static final int HIGHEST = 10;

  private final int points;
  private final String wayOut;
  private final String text = name().toLowerCase(Locale.ROOT);

  /** What the change itself is: no plan can make it less. */
  RiskKind(int points) {
    this(points, "");
  }

  RiskKind(int points, String wayOut) {
    this.points = points;
    this.wayOut = wayOut;
  }

  static RiskKind of(ChangeClass changeClass) {
    return switch (changeClass) {
      case PATCH -> PATCH;
      case MINOR -> MINOR;
      case MAJOR -> MAJOR;
      case HOTFIX -> HOTFIX;
      case CRITICAL -> CRITICAL;
      case KEY_ROTATION -> KEY_ROTATION;
    };
  }

  /** Points without any weight of the policy's. */
  int points() {
    return points;
  }

  /** How one gets rid of it, as an order; empty for the class of the change. */
  String wayOut() {
    return wayOut;
  }

  /** As policies and results spell it. */
  String text() {
    return text;
  }

  static Optional<RiskKind> parse(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(RiskKind::text).toList();
  }
}
