package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.TrustStoreDraft;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/**
 * A trust store that is being changed: in place while nobody has signed it, else as the next
 * version in a file of its own.
 *
 * @param before what it holds; nothing where it isn't there yet
 * @param out where the next version goes
 */
record TrustStoreFile(Path file, Optional<Bytes> before, Optional<Path> out) {
  private static final String OUT = "--out";

  static void describe(Options options) {
    options
        .parameter("STORE", "The trust store; it is changed in place, unless roots have signed it.")
        .optional(OUT, "FILE", "Write the next version there, and leave the store as it is.");
  }

  static Outcome<TrustStoreFile> of(Call call) {
    var file = call.path("STORE");
    var out = call.optionalPath(OUT);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Source.read(file, Code.TRUST_STORE_INVALID)
            .map(text -> new TrustStoreFile(file, Optional.of(Bytes.copyOf(text)), out))
        : Outcome.ok(new TrustStoreFile(file, Optional.empty(), out));
  }

  /** What is to be changed; a file that isn't there is {@code TRUST_STORE_INVALID}. */
  Outcome<TrustStoreDraft> draft() {
    return before
        .map(text -> TrustStore.parse(file.toString(), text.toArray()))
        .orElseGet(() -> Loaded.from(() -> TrustStore.load(file)))
        .flatMap(this::draft);
  }

  /** The same, but a file that isn't there begins as a store that trusts nobody. */
  Outcome<TrustStoreDraft> draftOrNew() {
    return before.isPresent() ? draft() : Outcome.ok(TrustStoreDraft.empty());
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
    if (out.isPresent() || before.isEmpty()) {
      Written.anew(target, Json.pretty(document)).orThrow();
    } else {
      Written.instead(target, before.get().toArray(), Json.pretty(document)).orThrow();
    }
    var store = TrustStore.load(target);
    var members = Value.object().put("store", target.toString()).put("digest", store.digest());
    store.version().ifPresent(version -> members.put("version", version));
    return Answer.of(members.build(), TrustText.written(done, target, store));
  }
}
