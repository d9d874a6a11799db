package xps.crypto.orchestrator.cli.demo.attack;

/** Which audit log an order is proven by. */
enum History {
  /** The true one, with one record more. */
  TRUE,
  /** Another one under the same key, from which a record was left out. */
  REWRITTEN,
  /** None: the proof is that of another record. */
  UNWRITTEN
}
