package xps.crypto.orchestrator.workload;

import java.util.Optional;

/** The linked function table of a module: what its interface, and nothing else, can be asked. */
sealed interface Functions permits HashFunctions, XofFunctions {
  /** The first known answer of the interface that the module gets wrong. */
  Optional<String> wrongAnswer();
}
