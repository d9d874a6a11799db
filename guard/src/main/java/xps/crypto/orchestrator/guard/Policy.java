package xps.crypto.orchestrator.guard;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.Roots;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.Windows;

/**
 * Who may approve what, when a change may happen, and how much risk is taken (FORMATS §5).
 *
 * <p>What this version can't enforce yet is refused by its name: a rule that is passed over is no
 * rule.
 */
public final class Policy {
  /** More approvals than anybody collects. */
  static final int MOST_APPROVALS = Warrant.MOST_APPROVALS;

  /** First line of the statement that roots sign. */
  public static final String KIND = "xps-policy/v1";

  static final Duration USUAL_MAX_VALIDITY = Duration.ofDays(7);

  private final Contents contents;

  /** Findings by class, looked for once: every decision tells them. */
  private final Map<ChangeClass, List<Problem>> findings = new ConcurrentHashMap<>();

  Policy(Contents contents) {
    this.contents = contents;
  }

  /** What a policy says, as {@link PolicyReader} has read it. */
  record Contents(
      Value.Obj document,
      Rbac rbac,
      Windows windows,
      RiskRules risk,
      Rules rules,
      Optional<List<String>> environments,
      SortedMap<String, List<String>> after,
      Optional<List<String>> targets,
      Optional<BreakGlassRules> breakGlass,
      Drift drift,
      OptionalLong version,
      Optional<Instant> expires,
      DocumentSignatures signatures) {}

  /**
   * The policy's {@code rbac}.
   *
   * @param hasApprovers whether it names any at all; the founding document's policy doesn't
   * @param quorum how many of each role, besides the total
   */
  record Rbac(
      int requiredApprovals,
      List<Role> roles,
      boolean hasApprovers,
      List<Approver> approvers,
      boolean separateAuthor,
      Duration maxValidity,
      SortedMap<String, Integer> quorum,
      Place place) {
    Rbac {
      roles = List.copyOf(roles);
      approvers = List.copyOf(approvers);
    }
  }

  /** Reads a policy without rules; throws with every problem in it. */
  public static Policy fromYaml(Path file) {
    return fromYaml(file, Optional::empty);
  }

  /**
   * Reads a policy that may have rules; throws with every problem in it.
   *
   * @param engines what types and judges the rules, looked for only where there are any; without it
   *     a policy that has some is refused
   */
  public static Policy fromYaml(Path file, Supplier<Optional<RuleEngine>> engines) {
    return Source.read(file, Code.POLICY_INVALID)
        .flatMap(text -> parse(file.toString(), text, engines))
        .orThrow();
  }

  /** Reads the bytes of a policy without rules; refusals are {@code POLICY_INVALID}. */
  public static Outcome<Policy> parse(String file, byte[] text) {
    return parse(file, text, Optional::empty);
  }

  /** Reads the bytes of a policy that may have rules; refusals are {@code POLICY_INVALID}. */
  public static Outcome<Policy> parse(
      String file, byte[] text, Supplier<Optional<RuleEngine>> engines) {
    return PolicyReader.read(file, text, engines);
  }

  /** SHA-256 of the canonical form of what the YAML means. */
  public Sha256 digest() {
    return Canonical.digest(contents.document());
  }

  /** The JSON that the file means. */
  public Value.Obj document() {
    return contents.document();
  }

  /** How many different people have to approve. */
  public int requiredApprovals() {
    return contents.rbac().requiredApprovals();
  }

  /** In the order of the document. */
  public List<Role> roles() {
    return contents.rbac().roles();
  }

  /** In the order of the document; of several entries with one person, that person counts once. */
  public List<Approver> approvers() {
    return contents.rbac().approvers();
  }

  /** The approver of that name. */
  public Optional<Approver> approver(String name) {
    return approvers().stream().filter(approver -> approver.name().equals(name)).findFirst();
  }

  /** Approvers whose role may approve that class, in the order of the document. */
  public List<Approver> entitled(ChangeClass changeClass) {
    return approvers().stream()
        .filter(approver -> approver.role().approve().contains(changeClass))
        .toList();
  }

  /** When a change may happen; a policy without windows: always. */
  public Windows windows() {
    return contents.windows();
  }

  /** Environments that rollouts may go to; without a list all, with an empty one none. */
  public Optional<List<String>> environments() {
    return contents.environments();
  }

  /** Environments in which a patch has to have succeeded before it may go to that one. */
  public List<String> after(String environment) {
    return contents.after().getOrDefault(environment, List.of());
  }

  /** Whoever needs a proof before, in the order of their names. */
  SortedMap<String, List<String>> after() {
    return contents.after();
  }

  /** Roles of nodes that patches may be for; without a list all, with an empty one none. */
  public Optional<List<String>> targets() {
    return contents.targets();
  }

  /** Asked together; each speaks for itself. */
  Rules rules() {
    return contents.rules();
  }

  /** Names of the policy's rules, in the order of the document. */
  public List<String> ruleNames() {
    return contents.rules().list().stream().map(Rule::name).toList();
  }

  /** The highest risk score that is allowed. */
  public int maxRiskScore() {
    return contents.risk().maxScore();
  }

  /** Grows with each version that nodes get. */
  public OptionalLong version() {
    return contents.version();
  }

  /** What a node does about what was changed past its agent. */
  public Drift drift() {
    return contents.drift();
  }

  /** From when on nothing is allowed by this policy any more. */
  public Optional<Instant> expires() {
    return contents.expires();
  }

  /** Who signed it for travelling to nodes; nobody where it doesn't travel. */
  DocumentSignatures signatures() {
    return contents.signatures();
  }

  /** The persons among the roots whose signature under this policy verifies. */
  public List<String> signedBy(Roots roots) {
    return signatures().personsOf(roots, DocumentSignatures.statement(KIND, document()));
  }

  /** Why these signatures aren't enough; nothing when the threshold of the roots has signed. */
  public Optional<String> objectionBy(Roots roots) {
    return roots.objectionTo(KIND, document(), signatures());
  }

  /**
   * The policy that is to replace this one over a network, if the step is one to take: from version
   * N to N+1, signed by the threshold of the trust store's roots. A refusal is {@code
   * POLICY_INVALID}.
   */
  public Outcome<Policy> successor(Policy offered, TrustStore trust) {
    return PolicyUpdate.check(this, offered, trust);
  }

  /** What is not wrong, but should be known to whoever keeps the policy. */
  public List<Problem> findings() {
    return PolicyFindings.of(this, Set.of(ChangeClass.values()));
  }

  /** Those of {@link #findings} that concern a change of that class. */
  List<Problem> findings(ChangeClass changeClass) {
    return findings.computeIfAbsent(
        changeClass, concerned -> PolicyFindings.of(this, Set.of(concerned)));
  }

  /** {@code POLICY_INVALID} when the policy has expired by then. */
  public List<Problem> checkDate(Instant now) {
    return checkDate(now, "the caller's clock");
  }

  /** The same, at the time of a clock that the refusal names: {@code --at}, {@code chrony}. */
  public List<Problem> checkDate(Instant now, String clock) {
    var expires = contents.expires();
    if (expires.isEmpty() || now.isBefore(expires.get())) {
      return List.of();
    }
    return List.of(
        new Problem(
            Code.POLICY_INVALID,
            "this policy expired at "
                + Grammar.time(expires.get())
                + "; it is "
                + Grammar.time(now.truncatedTo(ChronoUnit.SECONDS))
                + " by "
                + clock,
            place("expires").toString(),
            "get the newest policy from those who keep it, and check this machine's clock"));
  }

  Rbac rbac() {
    return contents.rbac();
  }

  Optional<BreakGlassRules> breakGlass() {
    return contents.breakGlass();
  }

  RiskRules risk() {
    return contents.risk();
  }

  /** Where a part of the document stands, or the document if it has no such part. */
  Place place(String... path) {
    Value at = contents.document();
    for (var name : path) {
      if (!(at instanceof Value.Obj object) || object.get(name).isEmpty()) {
        break;
      }
      at = object.get(name).get();
    }
    return at.place();
  }
}
