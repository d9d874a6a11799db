package xps.crypto.orchestrator.workload;

import java.util.Optional;

/**
 * A module that an application has bound. Every call goes to the version that is active when it
 * begins, and ends in that version.
 */
public sealed interface CryptoModule permits Sha256, Shake256 {
  ModuleName name();

  /** The version that a call would go to now; none until the agent has handed one in. */
  Optional<ModuleVersion> active();
}
