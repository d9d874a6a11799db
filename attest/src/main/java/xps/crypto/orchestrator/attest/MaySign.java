package xps.crypto.orchestrator.attest;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Glob;

/**
 * What a signer may sign. A part that is missing does not restrict, except that packages have to be
 * named: whoever signs one is root on the nodes. An empty part lets nothing through.
 */
public record MaySign(
    Optional<List<Glob>> ids,
    Optional<List<Glob>> targets,
    Optional<Set<ChangeClass>> classes,
    Set<Kind> kinds) {
  /** Everything but packages. */
  public static final MaySign ANYTHING =
      new MaySign(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          EnumSet.complementOf(EnumSet.of(Kind.PACKAGE)));

  public MaySign {
    ids = ids.map(List::copyOf);
    targets = targets.map(List::copyOf);
    classes = classes.map(Set::copyOf);
    kinds = Set.copyOf(kinds);
  }

  /** Whether the signer's {@code classes} name that class; a missing list does not. */
  public boolean names(ChangeClass changeClass) {
    return classes.isPresent() && classes.get().contains(changeClass);
  }

  /**
   * Why this patch is none that the signer may sign; nothing when it may. All artifacts are judged
   * together.
   */
  Optional<String> objectionTo(Manifest manifest) {
    if (ids.isPresent() && !matches(ids.get(), manifest.id())) {
      return Optional.of("may not sign the id " + manifest.id());
    }
    for (var target : manifest.targets()) {
      if (targets.isPresent() && !matches(targets.get(), target)) {
        return Optional.of("may not sign for the target " + target);
      }
    }
    if (classes.isPresent() && !classes.get().contains(manifest.changeClass())) {
      return Optional.of("may not sign a change of class " + manifest.changeClass().text());
    }
    for (var artifact : manifest.artifacts()) {
      if (!kinds.contains(artifact.kind())) {
        return Optional.of(
            "may not sign an artifact of kind "
                + artifact.kind().text()
                + ", as "
                + artifact.name()
                + " is");
      }
    }
    return Optional.empty();
  }

  private static boolean matches(List<Glob> globs, String text) {
    for (var glob : globs) {
      if (glob.matches(text)) {
        return true;
      }
    }
    return false;
  }
}
