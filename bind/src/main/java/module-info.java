/** Carries a permitted rollout out. */
module xps.crypto.orchestrator.bind {
  requires transitive xps.crypto.orchestrator.audit;
  requires transitive xps.crypto.orchestrator.guard;

  uses xps.crypto.orchestrator.bind.GrpcHealth;
  uses xps.crypto.orchestrator.guard.RuleEngine;

  exports xps.crypto.orchestrator.bind;
}
