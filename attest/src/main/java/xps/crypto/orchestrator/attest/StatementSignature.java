package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * A signature that has the form of its scheme, as it stands in a document. Whose it is, nobody
 * knows yet.
 */
public sealed interface StatementSignature {
  /** The schemes in which a key signs by itself, without a certificate. */
  List<String> ALGORITHMS =
      List.of(
          Ed25519Key.ALGORITHM, MlDsa65Key.ALGORITHM, P256Key.ALGORITHM, SshSignature.ALGORITHM);

  /** What stands in {@code sig} beside that {@code alg}; nothing where it lacks the form. */
  static Optional<StatementSignature> parse(String algorithm, String sig) {
    return ALGORITHMS.contains(algorithm)
        ? SignatureForm.decode(algorithm, sig).sound()
        : Optional.empty();
  }

  /** The scheme, as documents spell it. */
  String algorithm();

  /** What stands in {@code sig}. */
  Bytes bytes();

  /** Whether a key of that kind makes such signatures; costs nothing, and proves nothing. */
  boolean couldBeBy(VerifyingKey key);

  /** Whether it is that key's over exactly this statement. */
  boolean isBy(VerifyingKey key, Bytes statement);

  /**
   * Another signature that verifies wherever this one does, and that needs no key to make; nothing
   * where the scheme has no such. Who names something by a digest over its signature has to think
   * of this one as well.
   */
  Optional<StatementSignature> twin();

  /**
   * The same, whatever purpose the signature names for itself: to find out what somebody signed
   * instead of the statement, never to let it count.
   */
  default boolean isByForAnyPurpose(VerifyingKey key, Bytes message) {
    return isBy(key, message);
  }

  /** The bare signature of one of the three algorithms. */
  record Raw(String algorithm, Bytes bytes) implements StatementSignature {
    @Override
    public boolean couldBeBy(VerifyingKey key) {
      return key.algorithm().equals(algorithm);
    }

    @Override
    public boolean isBy(VerifyingKey key, Bytes statement) {
      return couldBeBy(key) && key.verifies(statement.toArray(), bytes.toArray());
    }

    @Override
    public Optional<StatementSignature> twin() {
      return algorithm.equals(P256Key.ALGORITHM)
          ? EcdsaSignature.ofDer(bytes).map(one -> new Raw(algorithm, one.twin().der()))
          : Optional.empty();
    }
  }

  /** A signature as SSH makes it. */
  record Ssh(SshSignature signature) implements StatementSignature {
    @Override
    public String algorithm() {
      return SshSignature.ALGORITHM;
    }

    @Override
    public Bytes bytes() {
      return signature.blob();
    }

    @Override
    public boolean couldBeBy(VerifyingKey key) {
      return signature.carries(key);
    }

    @Override
    public boolean isBy(VerifyingKey key, Bytes statement) {
      return isForPurposeOf(statement) && signature.isBy(key, statement.toArray());
    }

    @Override
    public Optional<StatementSignature> twin() {
      return signature.twin().map(Ssh::new);
    }

    /** Whether its namespace is that of statements of this kind. */
    boolean isForPurposeOf(Bytes statement) {
      return signature.isFor(SshSignature.namespaceOf(Statement.kindOf(statement)));
    }

    @Override
    public boolean isByForAnyPurpose(VerifyingKey key, Bytes message) {
      return signature.isBy(key, message.toArray());
    }
  }
}
