package xps.crypto.orchestrator.attest;

import xps.crypto.orchestrator.document.Bytes;

/** Tells by its form alone whether something can be a signature of the scheme that it claims. */
final class SignatureForm {
  private SignatureForm() {}

  /** What stands in {@code sig} beside that algorithm, or what is wrong with it. */
  static Decoded<StatementSignature> decode(String algorithm, String sig) {
    var bytes = Bytes.base64(sig);
    return bytes.isEmpty()
        ? new Decoded.Unsound<>("is not canonical base64")
        : decode(algorithm, bytes.get());
  }

  /** The same for the bytes. */
  static Decoded<StatementSignature> decode(String algorithm, Bytes bytes) {
    if (algorithm.equals(SshSignature.ALGORITHM)) {
      return SshSignature.decode(bytes).map(StatementSignature.Ssh::new);
    }
    var flaw =
        switch (algorithm) {
          case Ed25519Key.ALGORITHM -> Ed25519Key.signatureFlaw(bytes);
          case MlDsa65Key.ALGORITHM -> MlDsa65Key.signatureFlaw(bytes);
          case P256Key.ALGORITHM -> P256Key.signatureFlaw(bytes);
          default -> throw new IllegalArgumentException("no key signs with " + algorithm);
        };
    return flaw.isPresent()
        ? new Decoded.Unsound<>(flaw.get())
        : new Decoded.Sound<>(new StatementSignature.Raw(algorithm, bytes));
  }
}
