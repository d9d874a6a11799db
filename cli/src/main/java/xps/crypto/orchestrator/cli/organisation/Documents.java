package xps.crypto.orchestrator.cli.organisation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** The texts of the documents that an organisation agrees on. */
record Documents(Charter charter, Staff staff) {
  static final String TRUST_STORE = "trust_store.json";
  static final String POLICY = "orchestrator.policy.yaml";
  static final String PLAN = "rollout_plan.yaml";
  static final String FLEET = "fleet.yaml";
  static final String PROBE_CA = "probe-ca.pem";

  /** Under these names the trust store knows the keys in {@code home}. */
  static final String ORCHESTRATOR = "orchestrator-1";

  static final String LOG = "example.org/audit";

  String trustStore(SigningKey orchestrator, SigningKey log) {
    var signers = new ArrayList<Value>();
    for (var signer : staff.signers()) {
      signers.add(entry(signer.name(), signer.key()).build());
    }
    var mayIssue =
        entry(ORCHESTRATOR, orchestrator)
            .put("environments", Value.texts(List.of(charter.environment())))
            .build();
    return Json.pretty(
        Value.object()
            .put("trusted_signers", signers)
            .put("min_required_signatures", charter.requiredSignatures())
            .put("allow_unsigned", false)
            .put("orchestrators", List.of(mayIssue))
            .put("logs", List.of(entry(LOG, log).build()))
            .build());
  }

  private static Value.Builder entry(String name, SigningKey key) {
    return Value.object().put("name", name).put("ed25519", key.publicKey().hex());
  }

  String policy() {
    var approvers =
        staff.approvers().stream()
            .map(member ->
                "    - name: %s%n      role: %s%n      ed25519: \"%s\""
                    .formatted(member.name(), member.role(), member.key().publicKey().hex()))
            .collect(Collectors.joining("\n"));
    var hours = charter.hours();
    return Template.load(POLICY)
        .filled(
            Map.of(
                "approvers", approvers,
                "days", String.join(", ", hours.days()),
                "start", hours.start().toString(),
                "end", hours.end().toString(),
                "zone", hours.zone().getId(),
                "environment", charter.environment()));
  }

  String plan() {
    var pace = charter.pace();
    return Template.load(PLAN)
        .filled(
            Map.of(
                "interval", Grammar.duration(pace.interval()),
                "timeout", Grammar.duration(pace.timeout()),
                "deadline", Grammar.duration(pace.deadline())));
  }

  /** With the keys of the nodes that have one. */
  String fleet(Map<String, Sha256> keys) {
    var nodes =
        charter.machines().stream()
            .map(machine -> node(machine, Optional.ofNullable(keys.get(machine.id()))))
            .collect(Collectors.joining("\n"));
    return Template.load(FLEET).filled(Map.of("nodes", nodes));
  }

  private String node(Machine machine, Optional<Sha256> key) {
    var labels = new ArrayList<String>();
    labels.add("role: " + machine.role());
    machine.labels().forEach((name, value) -> labels.add(name + ": " + value));
    return """
      - id: %s
        host: "%s"
        labels: { %s }
        installed: "%s"%s\
    """
        .formatted(
            machine.id(),
            machine.host(),
            String.join(", ", labels),
            charter.installed(),
            key.map(digest -> "\n    key: \"" + digest.hex() + "\"").orElse(""));
  }
}
