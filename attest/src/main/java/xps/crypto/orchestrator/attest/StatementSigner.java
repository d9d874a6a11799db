package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;

/**
 * Signs statements: a private key in a file, or what has one (an SSH agent, a token). What it makes
 * stands in {@code sig} beside its {@code alg}.
 */
public interface StatementSigner {
  /** One of {@link StatementSignature#ALGORITHMS}; {@code x509} beside a {@link #chain}. */
  String algorithm();

  /** The public key that verifies what this one signs. */
  VerifyingKey publicKey();

  /** The certificates that go with each signature; nothing where the key stands for itself. */
  default Optional<CertificateChain> chain() {
    return Optional.empty();
  }

  /** The signature over exactly this statement, or why there is none. */
  Outcome<Bytes> signatureOver(Bytes statement);
}
