package xps.crypto.orchestrator.attest;

import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;

/**
 * Signs statements: a private key in a file, or what has one (an SSH agent, a token). What it makes
 * stands in {@code sig} beside its {@code alg}.
 */
public interface StatementSigner {
  /** One of {@link StatementSignature#ALGORITHMS}. */
  String algorithm();

  /** The public key that verifies what this one signs. */
  VerifyingKey publicKey();

  /** The signature over exactly this statement, or why there is none. */
  Outcome<Bytes> signatureOver(Bytes statement);
}
