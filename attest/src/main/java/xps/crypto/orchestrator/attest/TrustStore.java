package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Bytes;
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
  /** First line of what the roots sign when they sign a trust store. */
  public static final String KIND = "xps-trust-store/v1";

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
      List<OrgCa> orgCas,
      List<Orchestrator> orchestrators,
      List<TrustedLog> logs,
      List<BulletinSigner> bulletins,
      Optional<Roots> roots,
      OptionalLong version,
      Optional<Instant> expires,
      DocumentSignatures signatures,
      Map<VerifyingKey, String> offices) {
    Contents {
      signers = List.copyOf(signers);
      orgCas = List.copyOf(orgCas);
      orchestrators = List.copyOf(orchestrators);
      logs = List.copyOf(logs);
      bulletins = List.copyOf(bulletins);
      offices = Map.copyOf(offices);
    }
  }

  /** Reads a trust store, or throws with every problem in it. Revocation lists lie beside it. */
  public static TrustStore load(Path file) {
    CrlSource beside =
        name -> {
          var list = Source.read(file.resolveSibling(name), Code.TRUST_STORE_INVALID);
          return list.isOk() ? Optional.of(Bytes.copyOf(list.orThrow())) : Optional.empty();
        };
    return Source.read(file, Code.TRUST_STORE_INVALID)
        .flatMap(text -> parse(file.toString(), text, beside))
        .orThrow();
  }

  /**
   * Reads the bytes of a trust store; {@code file} is its name in messages. No revocation lists are
   * there: certificates of a CA that has some don't count.
   */
  public static Outcome<TrustStore> parse(String file, byte[] text) {
    return parse(file, text, CrlSource.NONE);
  }

  /** Reads the bytes of a trust store, with its revocation lists. */
  public static Outcome<TrustStore> parse(String file, byte[] text, CrlSource crls) {
    return TrustStoreReader.read(file, text, crls);
  }

  /** The same store with its revocation lists as they are now: they are replaced, and it isn't. */
  public TrustStore withLists(CrlSource crls) {
    return TrustStoreReader.read(contents.file(), contents.document(), crls).orThrow();
  }

  /**
   * Takes the next version from a network: it is this one's version plus 1, and signed by the
   * threshold of the roots of both. So nobody can skip a version, go back to one, or change whom a
   * holder trusts without those whom the holder trusts for that. Its date is not looked at: a
   * holder who is far behind goes through versions that have expired.
   *
   * @param file its name in messages
   * @param text its bytes
   */
  public Outcome<TrustStore> next(String file, byte[] text, CrlSource crls) {
    return parse(file, text, crls).flatMap(successor -> TrustStoreUpdate.check(this, successor));
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

  /** The CAs whose certificates make somebody a signer. */
  List<OrgCa> orgCas() {
    return contents.orgCas();
  }

  /** The same for people to look at, in the order of the document. */
  public List<CertificateAuthority> certificateAuthorities() {
    return contents.orgCas().stream().map(CertificateAuthority::of).toList();
  }

  /**
   * The numbers of the revocation lists beside this store that its CAs themselves have signed, by
   * their issuer. Whoever remembers the highest ones can tell later that somebody shows an old
   * list: {@link Verifier#revocationListsSeen}. Lists of CAs below those are not among them.
   */
  public SortedMap<String, BigInteger> revocationListNumbers() {
    var numbers = new TreeMap<String, BigInteger>();
    for (var ca : contents.orgCas()) {
      numbers.putAll(ca.listNumbers());
    }
    return numbers;
  }

  /** What a key is in this store, in words; nothing for a key that isn't in it. */
  Optional<String> officeOf(VerifyingKey key) {
    return Optional.ofNullable(contents.offices().get(key));
  }

  /** The signatures under the store; whose they are, {@link DocumentSignatures#personsOf} says. */
  public DocumentSignatures signatures() {
    return contents.signatures();
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
    return checkDate(now, "the caller's clock");
  }

  /** The same, at the time of a clock that the refusal names: {@code --at}, {@code chrony}. */
  public List<Problem> checkDate(Instant now, String clock) {
    return checkDate(new Now(now, clock));
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
