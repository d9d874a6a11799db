/** Carries a permitted rollout out. */
module xps.crypto.orchestrator.bind {
  requires transitive xps.crypto.orchestrator.audit;
  requires transitive xps.crypto.orchestrator.guard;

  exports xps.crypto.orchestrator.bind;
}
