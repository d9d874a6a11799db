package xps.crypto.orchestrator.attest;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import xps.crypto.orchestrator.document.Bytes;

/** Anybody, signing for the Ed25519 key that is the point of order one. */
final class SmallOrder implements ContentSigner {
  private static final String IDENTITY = "01" + "00".repeat(31);

  Bytes spki() {
    return Bytes.hex("302a300506032b6570032100" + IDENTITY).orElseThrow();
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
  }

  @Override
  public OutputStream getOutputStream() {
    return new ByteArrayOutputStream(); // it doesn't matter what is signed
  }

  @Override
  public byte[] getSignature() {
    return Bytes.hex(IDENTITY + "00".repeat(32)).orElseThrow().toArray();
  }
}
