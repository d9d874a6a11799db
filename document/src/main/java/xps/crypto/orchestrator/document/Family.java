package xps.crypto.orchestrator.document;

/** The kinds of refusal. Codes of one family end a command in the same way. */
public enum Family {
  /** A patch or its evidence is not what its signers signed. */
  ATTEST,
  /** A plan or a fleet cannot be carried out as written. */
  PLAN,
  /** The patch is genuine, but it is not allowed, or not now. */
  GUARD,
  /** A document that the owner wrote (trust store, policy, keyring, agent) is not valid. */
  CONFIGURATION,
  /** The audit log, or a proof from it, does not verify. */
  AUDIT,
  /** A rollout, or one node of it, did not get to its end. */
  ROLLOUT,
  /** Going back failed too: somebody has to look. */
  ROLLBACK,
  /** An operator, or a deadline that one set, has stopped it. */
  PAUSED,
  /** Somebody or something was not reached, or not let in. */
  ACCESS,
  /** The command was not called as it has to be. */
  USAGE,
  /** A mistake of ours. */
  INTERNAL
}
