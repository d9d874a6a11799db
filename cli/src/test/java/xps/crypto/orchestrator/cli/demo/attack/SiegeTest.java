package xps.crypto.orchestrator.cli.demo.attack;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.demo.attack.AnOrganisation.NOW;
import static xps.crypto.orchestrator.cli.demo.attack.AnOrganisation.PROD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditVerification;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.guard.Admission;
import xps.crypto.orchestrator.guard.ClockReading;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.NodeFacts;
import xps.crypto.orchestrator.guard.NodeMemory;
import xps.crypto.orchestrator.guard.Policy;

/** The demo's attacks against the real checks of a node, without the processes around them. */
class SiegeTest {
  private static final String ROLLOUT = "abcdefghijklmnopqrstuvwxyz";
  private static final Victims VICTIMS = new Victims("api-2", "api-1", "validator-1");

  @TempDir Path folder;

  private AnOrganisation organisation;
  private AttestedPatch running;
  private Papers papers;
  private Loot loot;

  @BeforeEach
  void settle() throws Exception {
    organisation = AnOrganisation.at(folder);
    var everybody = List.of("api", "validator");
    running = organisation.patch("3.2.3", everybody);
    var last = organisation.hurried(running);
    var patch = organisation.patch("3.2.4", everybody);
    var next = organisation.careful(patch);
    papers =
        new Papers(
            organisation.open(),
            PROD,
            new Paper(next, organisation.approvals(next)),
            new Paper(organisation.hurried(patch), List.of()),
            new Paper(organisation.hurried(organisation.unsigned("9.9.9")), List.of()),
            new Paper(organisation.hurried(organisation.patch("3.2.5", List.of("api"))), List.of()),
            new Paper(organisation.hurried(organisation.patch("3.2.0", everybody)), List.of()),
            new Paper(last, organisation.approvals(last)),
            ROLLOUT);
    loot = Loot.of(folder, organisation.trust(), NOW, organisation.chance());
  }

  @Test
  void every_attempt_is_refused_by_the_check_that_it_names() throws IOException {
    try (var forger = forger()) {
      assertThat(Siege.of(papers, VICTIMS, organisation.chance()))
          .hasSize(10)
          .allSatisfy(attempt ->
              assertThat(judged(forger, attempt, policyOf(attempt.node())))
                  .as(attempt.name())
                  .isInstanceOfSatisfying(
                      Admission.Refused.class,
                      refused -> {
                        assertThat(refused.check()).isEqualTo(attempt.check());
                        assertThat(refused.problem().code()).isEqualTo(attempt.code());
                      }));
    }
  }

  /** Else a clumsy forgery would be refused for its clumsiness. */
  @Test
  void the_same_order_is_followed_where_nothing_is_wrong_with_it() throws IOException {
    var shut =
        Siege.of(papers, VICTIMS, organisation.chance()).stream()
            .filter(attempt -> attempt.node().equals(VICTIMS.shut()))
            .findFirst()
            .orElseThrow();

    try (var forger = forger()) {
      assertThat(judged(forger, shut, organisation.open())).isInstanceOf(Admission.Admitted.class);
    }
  }

  @Test
  void the_true_log_is_left_as_it_is() throws IOException {
    var before = AuditReader.of(loot.audit()).records().orThrow();

    try (var forger = forger()) {
      for (var attempt : Siege.of(papers, VICTIMS, organisation.chance())) {
        forger.forge(attempt, seen());
      }
    }

    assertThat(AuditReader.of(loot.audit()).records().orThrow()).isEqualTo(before);
    assertThat(AuditVerification.verifyAgainstOwnKey(loot.audit()).isOk()).isTrue();
  }

  private Forger forger() throws IOException {
    return Forger.at(
        Files.createDirectory(folder.resolve("workshop")),
        loot,
        PROD,
        InstantSource.fixed(NOW.plusSeconds(60)));
  }

  private Policy policyOf(String node) {
    return node.equals(VICTIMS.shut()) ? organisation.policy("[]") : organisation.open();
  }

  private Admission judged(Forger forger, Attempt attempt, Policy policy) throws IOException {
    var role = attempt.node().startsWith("api") ? "api" : "validator";
    var active =
        running.manifest().artifacts().stream()
            .collect(toMap(Artifact::name, Artifact::sha256, (one, _) -> one, TreeMap::new));
    var facts =
        new NodeFacts(
            attempt.node(),
            "prod",
            role,
            new TreeMap<>(),
            Set.of(NodeFacts.Demand.LOG),
            Duration.ofSeconds(5),
            false,
            active);
    return Guard.admit(
        forger.forge(attempt, seen()).toJson(),
        facts,
        memory(),
        organisation.trust(),
        policy,
        new ClockReading.Unmeasured(NOW.plusSeconds(60)));
  }

  /** Of a node that runs the last patch, brought by an order of that rollout. */
  private NodeMemory memory() throws IOException {
    var log = new TreeMap<String, NodeMemory.Seen>();
    log.put("log.example", new NodeMemory.Seen(seen().size(), seen().root()));
    var orders = new TreeMap<String, NodeMemory.Order>();
    orders.put(
        ROLLOUT, new NodeMemory.Order(1, running.bodyDigest(), NOW.plus(Duration.ofHours(1))));
    var fresh = NodeMemory.fresh().afterActivation(running);
    return new NodeMemory(1, fresh.marks(), fresh.attempts(), orders, log, NOW, fresh.heard());
  }

  private NodeReport.Seen seen() throws IOException {
    var checkpoint = AuditReader.of(loot.audit()).prove(0).orThrow().checkpoint().claimed();
    return new NodeReport.Seen(checkpoint.size(), checkpoint.root());
  }
}
