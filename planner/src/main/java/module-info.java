/** Plans a rollout, and steps through it one event at a time. */
module xps.crypto.orchestrator.planner {
  requires transitive xps.crypto.orchestrator.attest;

  exports xps.crypto.orchestrator.planner;
}
