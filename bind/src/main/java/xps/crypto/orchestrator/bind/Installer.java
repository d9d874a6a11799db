package xps.crypto.orchestrator.bind;

import java.util.EnumSet;
import java.util.Set;
import xps.crypto.orchestrator.attest.Kind;

/**
 * What the runner may hand out. Only agents install: nothing of this kind happens in the control
 * plane, there is no shortcut.
 */
public sealed interface Installer {

  /** Modules that a running process loads beside the old one: no restart, no package manager. */
  static Installer dynamic() {
    return new Dynamic();
  }

  /** The kinds of artifact that this installer's agents know how to make active. */
  Set<Kind> kinds();

  /** {@link #dynamic}. */
  record Dynamic() implements Installer {

    @Override
    public Set<Kind> kinds() {
      return EnumSet.of(Kind.MODULE);
    }
  }
}
