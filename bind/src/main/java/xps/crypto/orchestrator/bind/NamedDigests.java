package xps.crypto.orchestrator.bind;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Sha256;

/** What a node says it runs: the values of {@code XPS-Active}, however they came. */
final class NamedDigests {

  /** A program calls a few modules; more digests than that are a way to pass any check. */
  private static final int MOST = 64;

  static final String MALFORMED = "XPS-Active isn't a SHA-256, or one too many";

  private NamedDigests() {}

  /** The digests; nothing where one of the values is none, or there are too many. */
  static Optional<SortedSet<Sha256>> of(List<String> values) {
    var active = new TreeSet<Sha256>();
    for (String value : values) {
      var digest = Sha256.parse(value.strip());
      if (digest.isEmpty() || active.size() == MOST) {
        return Optional.empty();
      }
      active.add(digest.get());
    }
    return Optional.of(active);
  }
}
