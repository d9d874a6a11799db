package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Policy;

/** Trust store and policy go up by one, as the roots have signed them, and never down again. */
class SuccessionTest {
  private static final SecureRandom CHANCE = new SecureRandom();
  private static final String POLICY =
      """
      version: %d
      rbac:
        required_approvals: %d
        unattended: true
        roles: [{name: manager, approve: [minor, patch]}]
      risk: {max_score: 9}
      """;

  @TempDir Path folder;
  private final SigningKey rita = SigningKey.generate(CHANCE);
  private final SigningKey rob = SigningKey.generate(CHANCE);
  private final SigningKey ruth = SigningKey.generate(CHANCE);
  private final SigningKey stranger = SigningKey.generate(CHANCE);
  private final SigningKey release = SigningKey.generate(CHANCE);
  private final List<Problem> complaints = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void aNodeWithTheFirstVersions() throws IOException {
    put("trust_store.json", trust(1, rita, rob));
    put("orchestrator.policy.yaml", POLICY.formatted(1, 0).getBytes(UTF_8));
    pin();
  }

  private void put(String name, byte[] text) throws IOException {
    Files.write(folder.resolve(name), text);
  }

  /** The owner writes what is there now into agent.yaml. */
  private void pin() throws IOException {
    AnAgentYaml.in(folder).read();
  }

  /** A trust store with these two roots, both of whom it takes. */
  private byte[] trust(long version, SigningKey one, SigningKey other) {
    return """
    {"trusted_signers": [{"name": "XPS Release", "ed25519": "%s"}],
     "min_required_signatures": 1, "version": %d,
     "roots": {"threshold": 2, "keys": [
       {"name": "r1", "person": "one", "ed25519": "%s"},
       {"name": "r2", "person": "other", "ed25519": "%s"}]}}
    """
        .formatted(
            release.publicKey().hex(), version, one.publicKey().hex(), other.publicKey().hex())
        .getBytes(UTF_8);
  }

  private static byte[] signed(byte[] store, SigningKey... roots) {
    return signed(TrustStore.KIND, TrustStore.parse("next", store).orThrow().document(), roots);
  }

  private static byte[] policy(int version, int required, SigningKey... roots) {
    var text = POLICY.formatted(version, required).getBytes(UTF_8);
    return signed("xps-policy/v1", Policy.parse("next", text).orThrow().document(), roots);
  }

  private static byte[] signed(String kind, Value.Obj document, SigningKey... roots) {
    var out = document;
    for (var root : roots) {
      out = DocumentSignatures.sign(kind, out, root).orThrow();
    }
    return Json.pretty(out).getBytes(UTF_8);
  }

  private AgentStore store(AgentConfig config) throws IOException {
    var store = new AgentStore(config.store(), new LocalDisk());
    store.makeFolders();
    return store;
  }

  /** An agent that starts now. */
  private Outcome<NodeRules> starts() throws IOException {
    var config = AgentConfig.load(folder.resolve("agent.yaml")).orThrow();
    var succession = new Succession(config, store(config), said::add, complaints::add);
    return succession.recall(OwnersChoice.rules(config).orThrow());
  }

  /** The same, once it has looked at the files. */
  private NodeRules looks() throws IOException {
    var config = AgentConfig.load(folder.resolve("agent.yaml")).orThrow();
    var succession = new Succession(config, store(config), said::add, complaints::add);
    return succession.advance(starts().orThrow());
  }

  private void at(NodeRules rules, long trust, long policy) {
    assertThat(rules.trust().version()).isEqualTo(OptionalLong.of(trust));
    assertThat(rules.policy().version()).isEqualTo(OptionalLong.of(policy));
  }

  @Test
  void the_next_versions_are_taken_kept_and_there_again_after_a_start_without_the_files()
      throws IOException {
    put("trust_store.json.2", signed(trust(2, rita, rob), rita, rob));
    put("orchestrator.policy.yaml.2", policy(2, 1, rita, rob));

    at(looks(), 2, 2);

    assertThat(said).hasSize(2);
    Files.delete(folder.resolve("trust_store.json.2"));
    Files.delete(folder.resolve("orchestrator.policy.yaml.2"));
    at(starts().orThrow(), 2, 2);
    assertThat(complaints).isEmpty();
  }

  @Test
  void several_steps_are_taken_one_after_the_other_and_none_is_skipped() throws IOException {
    put("trust_store.json.3", signed(trust(3, rita, rob), rita, rob));
    put("orchestrator.policy.yaml.3", policy(3, 1, rita, rob));
    at(looks(), 1, 1);

    put("trust_store.json.2", signed(trust(2, rita, rob), rita, rob));
    put("orchestrator.policy.yaml.2", policy(2, 1, rita, rob));
    at(looks(), 3, 3);
    assertThat(complaints).isEmpty();
  }

  @Test
  void a_later_version_under_the_name_of_the_next_one_is_refused() throws IOException {
    put("trust_store.json.2", signed(trust(3, rita, rob), rita, rob));
    put("orchestrator.policy.yaml.2", policy(3, 1, rita, rob));

    at(looks(), 1, 1);

    assertThat(complaints)
        .extracting(Problem::code)
        .containsExactly(Code.TRUST_STORE_INVALID, Code.POLICY_INVALID);
  }

  @Test
  void an_older_version_never_comes_back() throws IOException {
    put("orchestrator.policy.yaml.2", policy(2, 1, rita, rob));
    put("orchestrator.policy.yaml.3", policy(3, 1, rita, rob));
    at(looks(), 1, 3);
    put("orchestrator.policy.yaml.4", policy(2, 0, rita, rob));

    at(looks(), 1, 3);
    assertThat(complaints).extracting(Problem::code).containsExactly(Code.POLICY_INVALID);
  }

  @Test
  void too_few_roots_and_strangers_change_nothing() throws IOException {
    for (var signers :
        List.of(
            new SigningKey[] {},
            new SigningKey[] {rita},
            new SigningKey[] {rita, rita},
            new SigningKey[] {rita, stranger})) {
      complaints.clear();
      put("trust_store.json.2", signed(trust(2, rita, rob), signers));
      put("orchestrator.policy.yaml.2", policy(2, 1, signers));

      at(looks(), 1, 1);

      assertThat(complaints)
          .extracting(Problem::code)
          .containsOnly(Code.TRUST_STORE_INVALID, Code.POLICY_INVALID);
    }
  }

  @Test
  void new_roots_need_the_old_ones_and_sign_the_policies_from_then_on() throws IOException {
    put("orchestrator.policy.yaml.2", policy(2, 1, rita, rob));
    at(looks(), 1, 2);
    put("trust_store.json.2", signed(trust(2, rita, ruth), rita, ruth));
    at(looks(), 1, 2);

    put("trust_store.json.2", signed(trust(2, rita, ruth), rita, rob, ruth));
    at(looks(), 2, 2);
    put("orchestrator.policy.yaml.3", policy(3, 1, rita, rob));
    at(looks(), 2, 2);
    put("orchestrator.policy.yaml.3", policy(3, 1, rita, ruth));
    at(looks(), 2, 3);

    // Policy 2 is proved by the roots of its time, not by those of now.
    at(starts().orThrow(), 2, 3);
  }

  @Test
  void a_trust_store_that_lets_anything_unsigned_through_is_no_successor_on_this_node()
      throws IOException {
    var careless =
        new String(trust(2, rita, rob), UTF_8)
            .replace("\"version\"", "\"allow_unsigned\": true, \"version\"")
            .getBytes(UTF_8);
    put("trust_store.json.2", signed(careless, rita, rob));

    at(looks(), 1, 1);
    assertThat(complaints).extracting(Problem::code).containsExactly(Code.AGENT_CONFIG_INVALID);
  }

  @Test
  void what_somebody_put_into_the_agents_folder_proves_nothing_and_the_agent_does_not_start()
      throws IOException {
    put("orchestrator.policy.yaml.2", policy(2, 1, rita, rob));
    looks();
    Files.write(
        folder.resolve("store/journal/policy-2-under-1.yaml"), policy(2, 0, rita, stranger));

    assertThat(starts().problems())
        .extracting(Problem::code)
        .containsExactly(Code.AGENT_CONFIG_INVALID);
  }

  @Test
  void an_owner_who_pins_a_later_version_goes_on_from_there() throws IOException {
    put("orchestrator.policy.yaml.2", policy(2, 1, rita, rob));
    looks();
    put("orchestrator.policy.yaml", policy(5, 1));
    pin();

    at(starts().orThrow(), 1, 5);
    put("orchestrator.policy.yaml.6", policy(6, 1, rita, rob));
    at(looks(), 1, 6);
  }

  @Test
  void what_has_no_version_is_local_and_has_no_successor() throws IOException {
    var local = POLICY.formatted(1, 0).replace("version: 1\n", "").getBytes(UTF_8);
    put("orchestrator.policy.yaml", local);
    pin();
    put("orchestrator.policy.yaml.1", policy(1, 1, rita, rob));

    assertThat(looks().policy().version()).isEmpty();
    assertThat(complaints).isEmpty();
  }

  /** Roots change twice; each policy is signed by the roots of its time, and by no others. */
  private void whatCameWhileTheNodeWasAway() throws IOException {
    put("orchestrator.policy.yaml.2", policy(2, 1, rita, rob));
    put("trust_store.json.2", signed(trust(2, rita, ruth), rita, rob, ruth));
    put("orchestrator.policy.yaml.3", policy(3, 2, rita, ruth));
    put("orchestrator.policy.yaml.4", policy(4, 1, ruth, rita));
    put("trust_store.json.3", signed(trust(3, ruth, stranger), rita, ruth, stranger));
    put("orchestrator.policy.yaml.5", policy(5, 2, ruth, stranger));
  }

  @Test
  void a_node_that_was_away_while_roots_changed_gets_as_far_as_one_that_was_there()
      throws IOException {
    whatCameWhileTheNodeWasAway();

    at(looks(), 3, 5);

    assertThat(complaints).isEmpty();
    at(starts().orThrow(), 3, 5);
  }

  @Test
  void a_policy_of_the_next_roots_alone_waits_for_them_and_nobody_complains_once_they_are_there()
      throws IOException {
    put("orchestrator.policy.yaml.2", policy(2, 1, rita, ruth));
    at(looks(), 1, 1);
    assertThat(complaints).extracting(Problem::code).containsExactly(Code.POLICY_INVALID);
    complaints.clear();

    put("trust_store.json.2", signed(trust(2, rita, ruth), rita, rob, ruth));

    at(looks(), 2, 2);
    assertThat(complaints).isEmpty();
  }

  @Test
  void roots_that_were_replaced_sign_nothing_for_a_node_that_has_gone_on() throws IOException {
    whatCameWhileTheNodeWasAway();
    at(looks(), 3, 5);
    put("orchestrator.policy.yaml.6", policy(6, 0, rita, rob));

    at(looks(), 3, 5);
    assertThat(complaints).extracting(Problem::code).containsExactly(Code.POLICY_INVALID);

    // Not even where somebody puts it where the agent keeps what it has taken.
    Files.write(folder.resolve("store/journal/policy-6-under-1.yaml"), policy(6, 0, rita, rob));
    assertThat(starts().problems())
        .extracting(Problem::code)
        .containsExactly(Code.AGENT_CONFIG_INVALID);
  }

  @Test
  void what_replaced_roots_sign_counts_for_nothing_beside_what_their_successors_have_signed()
      throws IOException {
    put("trust_store.json.2", signed(trust(2, rita, ruth), rita, rob, ruth));
    put("orchestrator.policy.yaml.2", policy(2, 2, rita, ruth));
    var decides = looks().policy().digest();

    Files.write(folder.resolve("store/journal/policy-2-under-1.yaml"), policy(2, 0, rita, rob));

    assertThat(starts().orThrow().policy().digest()).isEqualTo(decides);
  }
}
