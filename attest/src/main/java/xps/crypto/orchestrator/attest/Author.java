package xps.crypto.orchestrator.attest;

import java.util.List;

/**
 * Somebody who made the patch and so may not approve it: the person, and the keys of theirs that
 * verify on an artifact (none for one whom only the manifest names). Whoever holds one of these
 * keys is this person, under whatever name.
 */
public record Author(String person, List<VerifyingKey> keys) {
  public Author {
    keys = List.copyOf(keys);
  }
}
