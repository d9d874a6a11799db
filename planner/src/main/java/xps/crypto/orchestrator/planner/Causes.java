package xps.crypto.orchestrator.planner;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.planner.Plan.Rollback.Cause;

/** Which codes a plan's {@code rollback.on} means. */
final class Causes {
  private static final List<String> SILENT_OR_SICK =
      List.of("PROBE_TIMEOUT", "PROBE_FAILED", "AGENT_LOST");

  private static final Map<Cause, List<String>> CODES =
      Map.of(
          Cause.PROBE_TIMEOUT,
          SILENT_OR_SICK,
          Cause.PROBE_FAILED,
          List.of("PROBE_FAILED"),
          Cause.SELFTEST_FAILED,
          List.of("SELFTEST_FAILED"),
          Cause.ATTESTATION_FAILED,
          List.of(
              "ARTIFACT_MISSING",
              "SIZE_MISMATCH",
              "DIGEST_MISMATCH",
              "TREE_MISMATCH",
              "UNSIGNED_ARTIFACT",
              "UNTRUSTED_SIGNER",
              "SCOPE_MISMATCH",
              "THRESHOLD_NOT_MET"),
          Cause.INSTALL_ERROR,
          List.of(
              "STAGE_FAILED",
              "DISK_FULL",
              "PERMISSION_DENIED",
              "ABI_MISMATCH",
              "MODULE_NAME_MISMATCH",
              "SWAP_FAILED",
              "PACKAGE_FAILED"),
          Cause.POLICY_VIOLATION,
          List.of(
              "RBAC_MISSING",
              "WINDOW_VIOLATION",
              "FREEZE_ACTIVE",
              "RISK_TOO_HIGH",
              "POLICY_DENIED"));

  /**
   * What guard says when a rollout that it had allowed isn't allowed any more. A window that ends
   * and a freeze that begins aren't among them: they were foreseeable, and pass.
   */
  private static final List<String> VIOLATIONS =
      List.of(
          "RBAC_MISSING",
          "APPROVAL_REJECTED",
          "RISK_TOO_HIGH",
          "POLICY_DENIED",
          "ENVIRONMENT_NOT_ALLOWED",
          "TARGET_NOT_ALLOWED",
          "DENIED");

  private Causes() {}

  /**
   * Whether guard's no to a wave that is open is a {@code policy_violation}, by which the plan
   * takes nodes back. Each reason begins with its code.
   */
  static boolean isViolation(List<String> reasons, Optional<Plan.Rollback> rollback) {
    return isCovered(Cause.POLICY_VIOLATION, rollback)
        && reasons.stream()
            .map(reason -> reason.substring(0, Math.max(0, reason.indexOf(':'))))
            .anyMatch(VIOLATIONS::contains);
  }

  /** Whether a node that failed with this code went wrong in that way. */
  static boolean isCause(Cause cause, String code) {
    return CODES.getOrDefault(cause, List.of()).contains(code);
  }

  /**
   * Whether a plan takes a node back that went wrong in that way. {@code probe_timeout} covers
   * every way of not becoming healthy; {@code probe_failed} only failures in a row.
   */
  static boolean isCovered(Cause cause, Optional<Plan.Rollback> rollback) {
    var on = rollback.map(Plan.Rollback::on).orElse(List.of());
    return on.contains(cause) || (cause == Cause.PROBE_FAILED && on.contains(Cause.PROBE_TIMEOUT));
  }
}
