package xps.crypto.orchestrator.bind;

import java.util.Map;

/** The parts that one rollout is played by. All belong to its conductor's thread. */
record Score(
    String rollout,
    Course course,
    Ledger ledger,
    KnownNodes nodes,
    Gatekeeper gatekeeper,
    Chronicle chronicle,
    Dispatch dispatch,
    Postman postman,
    Reception reception,
    Map<String, ProbeTarget> targets) {
  Score {
    targets = Map.copyOf(targets);
  }
}
