package xps.crypto.orchestrator.document;

import static xps.crypto.orchestrator.document.Family.ACCESS;
import static xps.crypto.orchestrator.document.Family.ATTEST;
import static xps.crypto.orchestrator.document.Family.AUDIT;
import static xps.crypto.orchestrator.document.Family.CONFIGURATION;
import static xps.crypto.orchestrator.document.Family.GUARD;
import static xps.crypto.orchestrator.document.Family.PAUSED;
import static xps.crypto.orchestrator.document.Family.PLAN;
import static xps.crypto.orchestrator.document.Family.ROLLBACK;
import static xps.crypto.orchestrator.document.Family.ROLLOUT;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every reason for which something is refused. Codes may be added, never renamed or used for
 * something else: pipelines and runbooks know them.
 *
 * <p>What each means, the attack that it stops and what to do stand in the catalogue, {@code
 * codes.txt} beside this class.
 */
public enum Code {
  MANIFEST_INVALID(ATTEST),
  TRUST_STORE_INVALID(CONFIGURATION),
  TRUST_STORE_EXPIRED(CONFIGURATION),
  POLICY_INVALID(CONFIGURATION),
  PLAN_INVALID(PLAN),
  FLEET_INVALID(PLAN),
  SBOM_INVALID(ATTEST),
  KEYRING_INVALID(CONFIGURATION),
  AGENT_CONFIG_INVALID(CONFIGURATION),
  BULLETIN_INVALID(CONFIGURATION),
  ADVISORIES_INVALID(CONFIGURATION),

  ARTIFACT_MISSING(ATTEST),
  SIZE_MISMATCH(ATTEST),
  DIGEST_MISMATCH(ATTEST),
  TREE_MISMATCH(ATTEST),
  UNSIGNED_ARTIFACT(ATTEST),
  BAD_SIGNATURE_ENCODING(ATTEST),
  UNTRUSTED_SIGNER(ATTEST),
  SCOPE_MISMATCH(ATTEST),
  THRESHOLD_NOT_MET(ATTEST),
  SIGNER_EXPIRED(ATTEST),
  SIGNER_REVOKED(ATTEST),
  SIGNER_NOT_IN_SCOPE(ATTEST),
  CERT_PATH_INVALID(ATTEST),
  SBOM_MISSING(ATTEST),
  SBOM_UNBOUND(ATTEST),
  SBOM_MISMATCH(ATTEST),
  VULNERABLE_COMPONENT(ATTEST),
  ORCHESTRATOR_TOO_OLD(ATTEST),
  MANIFEST_EXPIRED(ATTEST),
  VERSION_ROLLBACK(ATTEST),

  NO_NODES(PLAN),
  UNMATCHED_NODES(PLAN),
  DEPENDENCY_CYCLE(PLAN),
  UNKNOWN_WAVE(PLAN),
  EMPTY_WAVE(PLAN),
  WINDOW_TOO_SHORT(PLAN),
  DOMAIN_LIMIT_IMPOSSIBLE(PLAN),

  RBAC_MISSING(GUARD),
  APPROVAL_INVALID(GUARD),
  APPROVAL_EXPIRED(GUARD),
  APPROVAL_REJECTED(GUARD),
  SELF_APPROVAL(GUARD),
  WINDOW_VIOLATION(GUARD),
  FREEZE_ACTIVE(GUARD),
  RISK_TOO_HIGH(GUARD),
  POLICY_DENIED(GUARD),
  ENVIRONMENT_NOT_ALLOWED(GUARD),
  TARGET_NOT_ALLOWED(GUARD),

  WARRANT_INVALID(ROLLOUT),
  WARRANT_EXPIRED(ROLLOUT),
  WARRANT_REPLAYED(ROLLOUT),
  NOT_IN_WAVE(ROLLOUT),
  TOO_EARLY(ROLLOUT),
  RECEIPTS_MISSING(ROLLOUT),
  BULLETIN_STALE(ROLLOUT),
  DENIED(ROLLOUT),
  LOG_PROOF_INVALID(AUDIT),
  CLOCK_UNTRUSTED(ROLLOUT),

  STAGE_FAILED(ROLLOUT),
  DISK_FULL(ROLLOUT),
  PERMISSION_DENIED(ROLLOUT),
  ABI_MISMATCH(ROLLOUT),
  MODULE_NAME_MISMATCH(ROLLOUT),
  SELFTEST_FAILED(ROLLOUT),
  SWAP_FAILED(ROLLOUT),
  PACKAGE_FAILED(ROLLOUT),
  PROBE_TIMEOUT(ROLLOUT),
  PROBE_FAILED(ROLLOUT),
  PROBE_HOST_NOT_ALLOWED(ROLLOUT),
  ROLLBACK_FAILED(ROLLBACK),
  AGENT_LOST(ROLLOUT),

  KEYRING_UNSAFE_STEP(CONFIGURATION),
  KEY_STILL_IN_USE(ROLLOUT),

  AUDIT_TAMPERED(AUDIT),
  ROLLOUT_CONFLICT(ROLLOUT),
  ROLLOUT_FAILED(ROLLOUT),
  ROLLED_BACK(ROLLOUT),
  CANCELLED(PAUSED),
  DEADLINE_EXCEEDED(PAUSED),

  REPO_UNREACHABLE(ACCESS),
  KEY_FILE_UNSAFE(ACCESS),
  ENROLMENT_REFUSED(ACCESS),
  UNAUTHENTICATED(ACCESS),
  FORBIDDEN(ACCESS),
  NOT_FOUND(ACCESS),
  RATE_LIMITED(ACCESS),
  BREAK_GLASS_REVIEW_DUE(ROLLOUT),
  USAGE(Family.USAGE),
  INTERNAL(Family.INTERNAL);

  private final Family family;

  Code(Family family) {
    this.family = family;
  }

  /** The code of this name. */
  public static Optional<Code> parse(String name) {
    return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
  }

  /** How a command ends that was refused with this code. */
  public Family family() {
    return family;
  }

  /** What has happened, in one or two sentences. */
  public String meaning() {
    return Catalogue.entry(this).meaning();
  }

  /**
   * What somebody could do if this were not refused, with its TUF or Uptane name where it has one.
   */
  public Optional<String> attack() {
    return Catalogue.entry(this).attack();
  }

  /**
   * The names of those attacks in the specifications of TUF and of Uptane, each once: {@code TUF:
   * mix-and-match attack}.
   */
  public List<String> attackNames() {
    return Catalogue.entry(this).attackNames();
  }

  /** What to do about it, as an order. */
  public String remedy() {
    return Catalogue.entry(this).remedy();
  }
}
