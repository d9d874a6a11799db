package xps.crypto.orchestrator.attest;

import java.nio.file.Path;
import java.util.Optional;

/** Whom to ask for a passphrase, when a key turns out to be encrypted: a terminal, a file. */
@FunctionalInterface
public interface PassphraseSource {
  /** Nobody is there to be asked. */
  PassphraseSource NOBODY = _ -> Optional.empty();

  /** The passphrase of the key in that file; nothing where nobody gives one. */
  Optional<Passphrase> ask(Path file);
}
