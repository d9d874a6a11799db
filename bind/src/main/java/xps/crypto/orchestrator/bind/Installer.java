package xps.crypto.orchestrator.bind;

import java.util.EnumSet;
import java.util.List;
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

  /** Files, each at the place that a node's owner has named for it. */
  static Installer file() {
    return new Files();
  }

  /** All of these; a node that has only some of them says so when it is told. */
  static Installer several(Installer... installers) {
    return new Several(List.of(installers));
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

  /** {@link #file}. */
  record Files() implements Installer {

    @Override
    public Set<Kind> kinds() {
      return EnumSet.of(Kind.FILE);
    }
  }

  /** {@link #several}. */
  record Several(List<Installer> installers) implements Installer {
    public Several {
      installers = List.copyOf(installers);
    }

    @Override
    public Set<Kind> kinds() {
      var kinds = EnumSet.noneOf(Kind.class);
      installers.forEach(installer -> kinds.addAll(installer.kinds()));
      return kinds;
    }
  }
}
