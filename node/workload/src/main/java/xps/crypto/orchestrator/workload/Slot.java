package xps.crypto.orchestrator.workload;

import java.util.Optional;

/** The place of one bound module among all that an application has bound. */
record Slot(Modules modules, int index, ModuleKind kind) {

  ModuleName name() {
    return kind.artifact();
  }

  Optional<NativeModule> now() {
    return in(modules.view());
  }

  /** Nothing, too, in a view from before this was bound. */
  Optional<NativeModule> in(View view) {
    return index < view.seats().size() && view.seats().get(index) instanceof NativeModule module
        ? Optional.of(module)
        : Optional.empty();
  }

  /**
   * The active version, which from here on stays mapped until the caller goes, where it has come:
   * {@code inFlight().go(stripe)}. Goes round once more for each swap that falls in between.
   */
  NativeModule come(int stripe) {
    while (true) {
      var seen = modules.view();
      if (!(seen.seats().get(index) instanceof NativeModule module)) {
        throw new IllegalStateException("no version of " + name() + " is active");
      }
      module.inFlight().come(stripe);
      if (modules.view() == seen) {
        return module;
      }
      module.inFlight().goAgain(stripe);
    }
  }
}
