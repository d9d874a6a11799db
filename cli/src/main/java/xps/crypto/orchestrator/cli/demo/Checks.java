package xps.crypto.orchestrator.cli.demo;

import java.util.function.Supplier;

/** The sentences of one part, each with its proof. */
final class Checks {
  private final Narrator narrator;
  private boolean ok = true;

  Checks(Narrator narrator) {
    this.narrator = narrator;
  }

  /** Tells that it is so, or what is instead. */
  boolean that(boolean isSo, String sentence, Supplier<String> instead) {
    if (isSo) {
      narrator.holds(sentence);
    } else {
      narrator.fails(sentence + ": no, " + instead.get());
      ok = false;
    }
    return isSo;
  }

  /** Whether everything was so. */
  boolean ok() {
    return ok;
  }
}
