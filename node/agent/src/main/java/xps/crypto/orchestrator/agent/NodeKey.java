package xps.crypto.orchestrator.agent;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import xps.crypto.orchestrator.attest.P256Key;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * The key under which the node is known on its connection, as what signs its reports. The fleet
 * names it by the digest of its public half.
 */
final class NodeKey implements StatementSigner {
  private final PrivateKey key;
  private final P256Key publicKey;

  private NodeKey(PrivateKey key, P256Key publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /** Nothing for a key on another curve: no plan can name it. */
  static Optional<StatementSigner> of(PrivateKey key, PublicKey certified) {
    return P256Key.ofSpki(Bytes.copyOf(certified.getEncoded()))
        .map(publicKey -> new NodeKey(key, publicKey));
  }

  @Override
  public String algorithm() {
    return publicKey.algorithm();
  }

  @Override
  public VerifyingKey publicKey() {
    return publicKey;
  }

  @Override
  public Outcome<Bytes> signatureOver(Bytes statement) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(statement.toArray());
      return Outcome.ok(Bytes.copyOf(signature.sign()));
    } catch (GeneralSecurityException e) {
      return Outcome.refused(
          Problem.of(
              Code.AGENT_CONFIG_INVALID, "this key can't sign: " + e.getMessage(), "identity"));
    }
  }
}
