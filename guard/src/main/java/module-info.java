/** Decides whether a rollout may go ahead, in the control plane and again on the node. */
module xps.crypto.orchestrator.guard {
  requires transitive xps.crypto.orchestrator.audit;
  requires transitive xps.crypto.orchestrator.planner;

  exports xps.crypto.orchestrator.guard;
}
