package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** What is odd about how a plan asks for health. */
final class HealthReview {
  /** IPv4 of link-local and metadata, of this network, multicast and reserved. */
  private static final Pattern NO_NODE_FOUR =
      Pattern.compile("(?:169\\.254|0|22[4-9]|2[34][0-9]|25[0-5])(?:\\..*)?");

  /** IPv6 of link-local and multicast, and unspecified. */
  private static final Pattern NO_NODE_SIX =
      Pattern.compile("fe[89ab][0-9a-f]:.*|ff[0-9a-f]{2}:.*|::");

  /** Where clouds keep secrets for whoever asks from inside. */
  private static final Set<String> METADATA =
      Set.of("metadata", "metadata.google.internal", "100.100.100.200", "fd00:ec2::254");

  private final Plan plan;

  HealthReview(Plan plan) {
    this.plan = plan;
  }

  List<Problem> findings() {
    var findings = new ArrayList<Problem>();
    plan.healthCheck()
        .ifPresent(check -> {
          tooLate(check, findings);
          strangers(check, findings);
        });
    return findings;
  }

  private void tooLate(Plan.HealthCheck check, List<Problem> findings) {
    var needed = check.interval().multipliedBy(check.successes());
    if (check.deadline().compareTo(needed) < 0) {
      findings.add(
          finding(
              "health_check.deadline is %d ms, and %d good answers, one every %d ms, take %d ms"
                  .formatted(
                      check.deadline().toMillis(),
                      check.successes(),
                      check.interval().toMillis(),
                      needed.toMillis()),
              "lengthen the deadline, or ask for fewer or more often"));
    }
  }

  private void strangers(Plan.HealthCheck check, List<Problem> findings) {
    for (var host : check.hostsAllow()) {
      if (isNoNode(host.toLowerCase(Locale.ROOT))) {
        findings.add(
            finding(
                "health_check.hosts_allow has "
                    + host
                    + ": a link-local, metadata, multicast or unspecified address is never asked",
                "leave it out, or name the host that is meant"));
      }
    }
  }

  private static boolean isNoNode(String host) {
    boolean isAddress = host.contains(":") || host.matches("[0-9.]+");
    return METADATA.contains(host)
        || (isAddress
            && (NO_NODE_SIX.matcher(host).matches()
                || NO_NODE_FOUR.matcher(host.replace("::ffff:", "")).matches()));
  }

  private Problem finding(String message, String remedy) {
    var place =
        plan.document()
            .get("health_check")
            .map(value -> value.place())
            .orElse(plan.document().place());
    return Problem.at(place, Code.PLAN_INVALID, message, remedy);
  }
}
