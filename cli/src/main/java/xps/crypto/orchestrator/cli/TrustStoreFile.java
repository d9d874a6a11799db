package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.TrustStoreDraft;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/**
 * A trust store that is being changed: in place while nobody has signed it, else as the next
 * version in a file of its own.
 *
 * @param out where the next version goes
 */
record TrustStoreFile(Path file, Optional<Path> out) {
  private static final String OUT = "--out";

  static void describe(Options options) {
    options
        .parameter("STORE", "The trust store; it is changed in place, unless roots have signed it.")
        .optional(OUT, "FILE", "Write the next version there, and leave the store as it is.");
  }

  static TrustStoreFile of(Call call) {
    return new TrustStoreFile(call.path("STORE"), call.optionalPath(OUT));
  }

  boolean exists() {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** What is to be changed. */
  Outcome<TrustStoreDraft> draft() {
    return Loaded.from(() -> TrustStore.load(file)).flatMap(this::draft);
  }

  private Outcome<TrustStoreDraft> draft(TrustStore store) {
    if (out.isPresent()) {
      return Outcome.ok(TrustStoreDraft.after(store));
    }
    return store.document().get(DocumentSignatures.FIELD).isEmpty()
        ? Outcome.ok(TrustStoreDraft.of(store))
        : Outcome.refused(
            Usage.problem(
                "this trust store is signed, and a change makes another version of it",
                file.toString(),
                "name a file for the next version with " + OUT));
  }

  /** Writes what the draft has become; refused where it is no trust store. */
  Answer write(TrustStoreDraft draft, String done) throws IOException {
    var target = out.orElse(file);
    var document = draft.checked(target.toString()).orThrow();
    if (out.isPresent() || !exists()) {
      Written.anew(target, Json.pretty(document)).orThrow();
    } else {
      Written.instead(target, Json.pretty(document));
    }
    var store = TrustStore.load(target);
    var members = Value.object().put("store", target.toString()).put("digest", store.digest());
    store.version().ifPresent(version -> members.put("version", version));
    return Answer.of(members.build(), TrustText.written(done, target, store));
  }
}
