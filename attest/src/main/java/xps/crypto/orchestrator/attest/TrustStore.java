package xps.crypto.orchestrator.attest;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/**
 * Whom somebody trusts: whose signatures count for a patch, who may issue warrants, which audit
 * logs count.
 *
 * <p>One key has one office here, and no key stands here twice, so that no theft of one key gives
 * two powers and no person counts twice by a second name for the same key.
 */
public final class TrustStore {
  /** How many entries {@code trusted_signers} may have. */
  public static final int MOST_SIGNERS = 64;

  private final Contents contents;
  private final Sha256 digest;

  TrustStore(Contents contents) {
    this.contents = contents;
    this.digest = Canonical.digest(contents.document());
  }

  /** What a trust store says, as {@link TrustStoreReader} has read it. */
  record Contents(
      String file,
      Value.Obj document,
      List<TrustedSigner> signers,
      int minRequiredSignatures,
      boolean allowUnsigned,
      List<Orchestrator> orchestrators,
      List<TrustedLog> logs,
      List<BulletinSigner> bulletins,
      Optional<Roots> roots,
      OptionalLong version,
      Optional<Instant> expires) {
    Contents {
      signers = List.copyOf(signers);
      orchestrators = List.copyOf(orchestrators);
      logs = List.copyOf(logs);
      bulletins = List.copyOf(bulletins);
    }
  }

  /** Reads a trust store, or throws with every problem in it. */
  public static TrustStore load(Path file) {
    return Source.read(file, Code.TRUST_STORE_INVALID)
        .flatMap(text -> parse(file.toString(), text))
        .orThrow();
  }

  /** Reads the bytes of a trust store; {@code file} is its name in messages. */
  public static Outcome<TrustStore> parse(String file, byte[] text) {
    return TrustStoreReader.read(file, text);
  }

  /** SHA-256 of the canonical form. */
  public Sha256 digest() {
    return digest;
  }

  /** The document as it was read. */
  public Value.Obj document() {
    return contents.document();
  }

  /** The name that messages give it. */
  String file() {
    return contents.file();
  }

  /** In the order of the document. */
  public List<TrustedSigner> signers() {
    return contents.signers();
  }

  /** How many distinct persons have to have signed each artifact. */
  public int minRequiredSignatures() {
    return contents.minRequiredSignatures();
  }

  /** Whether artifacts without any signature pass attestation, marked as unsigned. */
  public boolean allowUnsigned() {
    return contents.allowUnsigned();
  }

  /** Who may issue warrants; a store that names nobody admits nobody. */
  public List<Orchestrator> orchestrators() {
    return contents.orchestrators();
  }

  /** The orchestrator of that name. */
  public Optional<Orchestrator> orchestrator(String name) {
    for (var orchestrator : contents.orchestrators()) {
      if (orchestrator.name().equals(name)) {
        return Optional.of(orchestrator);
      }
    }
    return Optional.empty();
  }

  /** Whose checkpoints count; a store that names no log trusts none. */
  public List<TrustedLog> logs() {
    return contents.logs();
  }

  /** Who signs bulletins. */
  public List<BulletinSigner> bulletins() {
    return contents.bulletins();
  }

  /** The offline keys above this store; a store without them can't be updated over a network. */
  public Optional<Roots> roots() {
    return contents.roots();
  }

  /** Grows with each signed update. */
  public OptionalLong version() {
    return contents.version();
  }

  /** From when on the store counts no more. */
  public Optional<Instant> expires() {
    return contents.expires();
  }

  /** The person who holds a key of {@code trusted_signers}, in date or not. */
  public Optional<String> personOf(VerifyingKey key) {
    for (var signer : contents.signers()) {
      if (signer.keys().contains(key)) {
        return Optional.of(signer.person());
      }
    }
    return Optional.empty();
  }

  /** {@code TRUST_STORE_EXPIRED} when the store has expired by then. */
  public List<Problem> checkDate(Instant now) {
    return checkDate(new Now(now, "the caller's clock"));
  }

  List<Problem> checkDate(Now now) {
    var expires = contents.expires();
    if (expires.isEmpty() || now.at().isBefore(expires.get())) {
      return List.of();
    }
    return List.of(
        new Problem(
            Code.TRUST_STORE_EXPIRED,
            "this trust store expired at " + Now.text(expires.get()) + "; " + now,
            contents.file(),
            "get the newest trust store from those who keep it, and check this machine's clock"));
  }
}
