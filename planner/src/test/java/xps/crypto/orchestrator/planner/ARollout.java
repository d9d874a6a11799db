package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/** A rollout of four nodes, one event at a time; guard says yes unless a test answers itself. */
final class ARollout {
  static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final byte[] CODE = {1, 2, 3};

  /** For nodes of two roles. */
  static final AttestedPatch PATCH = patch();

  private static final String FLEET =
      """
      nodes:
        - {id: a-1, host: a-1.example, labels: {role: api, region: a}}
        - {id: a-2, host: a-2.example, labels: {role: api, region: a}}
        - {id: b-1, host: b-1.example, labels: {role: api, region: b}}
        - {id: b-2, host: b-2.example, labels: {role: api, region: b}}
      """;

  private RolloutState state;
  private Instant now = START;
  private final List<Command> commands = new ArrayList<>();

  /** Both waves side by side, unless the plan's text says otherwise. */
  static ARollout of(String strategy, String rest) {
    var plan =
        """
        strategy:
          canary: {percentage: 0}
        %s
          waves:
            - {name: wave-a, match: ["region:a"], concurrency: 1, after: []}
            - {name: wave-b, match: ["region:b"], concurrency: 5, after: []}
        health_check: {probe: "http://{host}:80/", deadline: 60s}
        %s
        """
            .formatted(strategy, rest);
    return new ARollout(validate(plan).orThrow());
  }

  /** One wave of all four nodes, in which nothing goes back but by a failed probe. */
  static ARollout planned4(String strategy, String wave) {
    return new ARollout(validate4(strategy, wave).orThrow());
  }

  static Outcome<RolloutPlan> validate4(String strategy, String wave) {
    var comma = strategy.isEmpty() ? "" : ", ";
    return validate(
        """
        strategy: {%s%swaves: [{name: all, match: ["*"], %s}]}
        health_check: {probe: "http://{host}:80/", deadline: 60s}
        rollback: {on: [probe_timeout], strategy: staged}
        """
            .formatted(strategy, comma, wave));
  }

  /** A plan's text put together with a patch and the four nodes. */
  static Outcome<RolloutPlan> validate(String plan) {
    var fleet = Fleet.parse("fleet.yaml", FLEET.getBytes(UTF_8)).orThrow();
    return Plan.parse("plan.yaml", plan.getBytes(UTF_8))
        .flatMap(read -> read.validate(patch(), fleet));
  }

  /** A plan with that probe for the same four nodes. */
  static Outcome<RolloutPlan> planned(String probe) {
    var plan =
        """
        strategy:
          waves:
            - {name: wave-1, match: ["*"], concurrency: 1}
        health_check: {probe: "%s"}
        """
            .formatted(probe);
    return Plan.parse("plan.yaml", plan.getBytes(UTF_8))
        .flatMap(read ->
            read.validate(patch(), Fleet.parse("fleet.yaml", FLEET.getBytes(UTF_8)).orThrow()));
  }

  ARollout(RolloutPlan plan) {
    var step = Rollout.start(plan, now);
    state = step.state();
    commands.addAll(step.commands());
  }

  private static AttestedPatch patch() {
    var key = SigningKey.generate(new SecureRandom());
    var trust =
        """
        {"trusted_signers": [{"name": "XPS Release", "ed25519": "%s"}],
         "min_required_signatures": 1, "allow_unsigned": false}
        """
            .formatted(key.publicKey().hex());
    var json =
        """
        {"id": "hotfix-7", "version": "3.2.1",
         "artifacts": [{"name": "sha256.so", "sha256": "%s"}],
         "targets": ["api", "db"], "metadata": {"requires_restart": false}}
        """
            .formatted(Sha256.of(CODE).hex());
    var unsigned = Manifest.parse("manifest", json.getBytes(UTF_8)).orThrow();
    var signed = Json.compact(ManifestSigner.sign(unsigned, key, false).orThrow());
    return Verifier.of(TrustStore.parse("trust", trust.getBytes(UTF_8)).orThrow())
        .at(START)
        .requireAll(Manifest.parse("manifest", signed.getBytes(UTF_8)).orThrow(), source())
        .orThrow();
  }

  private static ArtifactSource source() {
    return new ArtifactSource() {
      @Override
      public Optional<InputStream> artifact(Artifact artifact) {
        return Optional.of(new ByteArrayInputStream(CODE));
      }

      @Override
      public Optional<byte[]> beside(String name, Optional<Sha256> digest, int maxBytes) {
        return Optional.empty();
      }

      @Override
      public String describe() {
        return "memory";
      }
    };
  }

  ARollout take(Event event) {
    var step = Rollout.step(state, event);
    state = step.state();
    commands.addAll(step.commands());
    return this;
  }

  ARollout allow(int wave) {
    return take(new Event.GateAnswered(now, wave, true, List.of()));
  }

  ARollout deny(int wave) {
    return take(new Event.GateAnswered(now, wave, false, List.of("WINDOW_VIOLATION: closed")));
  }

  ARollout says(String node, NodeWord word, boolean runsWanted) {
    return take(new Event.Reported(now, node, word, runsWanted, "", ""));
  }

  ARollout healthy(String node) {
    says(node, NodeWord.HEALTHY, true);
    return take(new Event.ProbeAnswered(now, node, true, true, ""));
  }

  ARollout sick(String node) {
    says(node, NodeWord.ACTIVE, true);
    return take(new Event.ProbeAnswered(now, node, false, true, "500"));
  }

  /** It says that it is back, and is seen well there. */
  ARollout back(String node) {
    says(node, NodeWord.ROLLED_BACK, false);
    return take(new Event.ProbeAnswered(now, node, true, false, ""));
  }

  ARollout probed(String node, boolean ok, boolean runsWanted) {
    return take(new Event.ProbeAnswered(now, node, ok, runsWanted, ok ? "" : "500"));
  }

  ARollout pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  ARollout tick() {
    return take(new Event.Tick(now));
  }

  Instant now() {
    return now;
  }

  RolloutState state() {
    return state;
  }

  NodeStage stage(String node) {
    return state.stageOf(node).orElseThrow();
  }

  List<Command> commands() {
    return List.copyOf(commands);
  }
}
