package xps.crypto.orchestrator.attest;

import java.nio.file.Path;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Source;

/** Where the revocation lists lie that a trust store names: beside it. */
@FunctionalInterface
public interface CrlSource {
  /** No list is there. */
  CrlSource NONE = _ -> Optional.empty();

  /** Lists lie beside this trust store; none that is longer than a document may be is read. */
  static CrlSource beside(Path trustStore) {
    return name -> {
      var list = Source.read(trustStore.resolveSibling(name), Code.TRUST_STORE_INVALID);
      return list.isOk() ? Optional.of(Bytes.copyOf(list.orThrow())) : Optional.empty();
    };
  }

  /** The content of the file of that name, never a path; nothing where it can't be read. */
  Optional<Bytes> read(String file);
}
