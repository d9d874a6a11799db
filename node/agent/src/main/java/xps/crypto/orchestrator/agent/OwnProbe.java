package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.bind.ProbeTarget;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.ProbeTemplate;

/**
 * A plan's probe as the node asks it itself.
 *
 * @param probe as the plan has it: {@code exec:NAME}, or an address with words in braces
 * @param hosts that the plan lets be asked beside the node's own
 */
record OwnProbe(String probe, Duration timeout, List<String> hosts) {
  OwnProbe {
    hosts = List.copyOf(hosts);
  }

  static OwnProbe of(Plan.HealthCheck check) {
    return new OwnProbe(check.probe(), check.timeout(), check.hostsAllow());
  }

  /**
   * Where that is asked.
   *
   * @param words what may stand in braces: the node's labels, its {@code host} among them
   */
  Outcome<ProbeTarget> target(Map<String, String> words) {
    var allowed = new HashSet<>(hosts);
    Optional.ofNullable(words.get("host")).ifPresent(allowed::add);
    return ProbeTarget.of(probe, words, allowed);
  }

  /** The name of the command that it is; nothing where it asks over the network. */
  Optional<String> command() {
    return ProbeTemplate.parse(probe)
        .filter(template -> template.scheme().equals("exec"))
        .map(ProbeTemplate::path);
  }
}
