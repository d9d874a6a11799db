package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/** Where the revocation lists lie that a trust store names: beside it. */
@FunctionalInterface
public interface CrlSource {
  /** No list is there. */
  CrlSource NONE = _ -> Optional.empty();

  /** The content of the file of that name, never a path; nothing where it can't be read. */
  Optional<Bytes> read(String file);
}
