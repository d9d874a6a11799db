package xps.crypto.orchestrator.cli.organisation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.ApprovalDraft;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.server.AgentCa;

/**
 * An organisation with all its keys, in a folder:
 *
 * <pre>
 * trust_store.json  orchestrator.policy.yaml  rollout_plan.yaml  fleet.yaml  probe-ca.pem
 * keys/             a private key for each of the staff
 * home/             of its orchestrator: orchestrator.key, log.key, agents-ca.pem, agents-ca.key
 * home/probe-ca/    the authority over the nodes' HTTPS
 * </pre>
 *
 * <p>Its documents don't change. Patches lie where {@link PatchFolder} puts them, machines where
 * {@link NodeFolder} does.
 */
public final class Organisation {
  /** How long an approval counts that nobody has said otherwise about: the policy's most. */
  public static final Duration APPROVAL_LIFE = Duration.ofDays(7);

  private final Path folder;
  private final Charter charter;
  private final Staff staff;
  private final SigningKey orchestratorKey;
  private final LogSigner log;
  private final AgentCa agentsCa;
  private final AgentCa probeCa;

  private Organisation(
      Path folder,
      Charter charter,
      Staff staff,
      SecureRandom random,
      AgentCa agents,
      AgentCa probes) {
    this.folder = folder;
    this.charter = charter;
    this.staff = staff;
    this.orchestratorKey = SigningKey.generate(random);
    this.log = new LogSigner(Documents.LOG, SigningKey.generate(random));
    this.agentsCa = agents;
    this.probeCa = probes;
  }

  /**
   * Founds an organisation in a folder that is new or empty.
   *
   * @return {@code USAGE}, and nothing written, where the folder has anything in it
   */
  public static Outcome<Organisation> found(
      Path folder, Charter charter, Instant now, SecureRandom random)
      throws IOException, GeneralSecurityException {
    var occupied = occupied(folder);
    if (occupied) {
      return Outcome.refused(
          new Problem(
              Code.USAGE,
              "this is not an empty folder, and nothing in it is to be lost",
              folder.toString(),
              "name a folder that is new or empty"));
    }
    var home = Files.createDirectories(folder.resolve("home"));
    var agents = AgentCa.open(home, now, random).orThrow();
    var probes = AgentCa.create("XPS probes", now, random);
    var organisation =
        new Organisation(folder, charter, Staff.hire(random), random, agents, probes);
    organisation.write();
    return Outcome.ok(organisation);
  }

  private static boolean occupied(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Files.exists(folder);
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      return entries.iterator().hasNext();
    }
  }

  private void write() throws IOException {
    var keys = Files.createDirectory(folder.resolve("keys"));
    for (var member : staff.all()) {
      member.key().writePem(keys.resolve(member.keyFile()));
    }
    orchestratorKey.writePem(home().resolve("orchestrator.key"));
    log.signingKey().writePem(home().resolve("log.key"));
    probeCa.write(Files.createDirectory(home().resolve("probe-ca")));
    var documents = new Documents(charter, staff);
    NewFile.write(trustStore(), documents.trustStore(orchestratorKey, log.signingKey()));
    NewFile.write(policy(), documents.policy());
    NewFile.write(plan(), documents.plan());
    NewFile.write(fleet(), documents.fleet(Map.of()));
    NewFile.write(folder.resolve(Documents.PROBE_CA), probeCa.pem());
  }

  /** Writes the fleet anew with the keys that these nodes sign their reports with. */
  public void nameKeysOf(List<NodeFolder> nodes) throws IOException, GeneralSecurityException {
    var keys = new TreeMap<String, Sha256>();
    for (var node : nodes) {
      keys.put(node.machine().id(), node.key());
    }
    Files.delete(fleet());
    NewFile.write(fleet(), new Documents(charter, staff).fleet(keys));
  }

  public Path folder() {
    return folder;
  }

  public Charter charter() {
    return charter;
  }

  public Staff staff() {
    return staff;
  }

  /** What {@code apply --home} takes. */
  public Path home() {
    return folder.resolve("home");
  }

  public Path trustStore() {
    return folder.resolve(Documents.TRUST_STORE);
  }

  public Path policy() {
    return folder.resolve(Documents.POLICY);
  }

  public Path plan() {
    return folder.resolve(Documents.PLAN);
  }

  public Path fleet() {
    return folder.resolve(Documents.FLEET);
  }

  /** Where a member's private key lies. */
  public Path keyOf(Member member) {
    return folder.resolve("keys").resolve(member.keyFile());
  }

  /** The name under which the trust store lists {@link #orchestratorKey}. */
  public String orchestratorName() {
    return Documents.ORCHESTRATOR;
  }

  /** The key that signs warrants. */
  public SigningKey orchestratorKey() {
    return orchestratorKey;
  }

  /** The audit log's origin with the key that signs its checkpoints. */
  public LogSigner log() {
    return log;
  }

  /** The authority under which agents and control plane know each other. */
  public AgentCa agentsCa() {
    return agentsCa;
  }

  /** The authority over the nodes' own HTTPS, that probes trust. */
  public AgentCa probeCa() {
    return probeCa;
  }

  /** Attests a patch and deals out the plan for it, as the commands do with these files. */
  public Outcome<RolloutPlan> planFor(PatchFolder patch, Instant now) {
    return Verifier.of(TrustStore.load(trustStore()))
        .at(now)
        .requireAll(patch.manifest(), ArtifactSource.folder(patch.folder()))
        .flatMap(attested -> Plan.fromYaml(plan()).validate(attested, Fleet.load(fleet())));
  }

  /** A member's word for a plan in this organisation's environment; good for a week. */
  public Outcome<Approval> approval(Member approver, RolloutPlan plan, int attempt, Instant now) {
    var body = plan.patch().bodyDigest();
    var draft =
        new ApprovalDraft(
            approver.name(),
            Decision.APPROVE,
            Direction.FORWARD,
            body,
            plan.digest(),
            charter.environment(),
            attempt,
            now,
            now.plus(APPROVAL_LIFE));
    return draft.sign(approver.key());
  }

  /** The policy, read back. */
  public Policy loadPolicy() {
    return Policy.fromYaml(policy());
  }
}
