package xps.crypto.orchestrator.attest;

import xps.crypto.orchestrator.document.Bytes;

/**
 * The signature inside an SSH signature. Each type has a form of its own; what comes out is the
 * form that the key's {@link VerifyingKey#verifies} takes.
 */
final class SshInnerSignature {
  private SshInnerSignature() {}

  /**
   * The signature in the form that the key takes. Its type has to be the key's: one key is not to
   * be used by the rules of another.
   */
  static Decoded<Bytes> decode(VerifyingKey key, Bytes signature) {
    var reader = new SshWire.Reader(signature);
    var type = reader.name();
    var decoded =
        switch (key) {
          case Ed25519Key _ when type.equals(SshPublicKey.ED25519) -> plain(reader.string());
          case P256Key _ when type.equals(SshPublicKey.P256) -> numbers(reader.string());
          case SecurityKey _ when type.equals(SshPublicKey.SECURITY_KEY) -> ofToken(reader);
          default -> new Decoded.Unsound<Bytes>("is not of the type of the key that it carries");
        };
    return reader.isWhole() || decoded instanceof Decoded.Unsound<Bytes>
        ? decoded
        : new Decoded.Unsound<>("has an inner signature that is cut off or goes on after its end");
  }

  private static Decoded<Bytes> plain(Bytes signature) {
    return Ed25519Key.signatureFlaw(signature)
        .<Decoded<Bytes>>map(Decoded.Unsound::new)
        .orElseGet(() -> new Decoded.Sound<>(signature));
  }

  private static Decoded<Bytes> numbers(Bytes signature) {
    var reader = new SshWire.Reader(signature);
    var numbers = new EcdsaSignature(reader.mpint(), reader.mpint());
    return reader.isWhole() && numbers.isInRange()
        ? new Decoded.Sound<>(numbers.der())
        : new Decoded.Unsound<>("is not two numbers below the group's order, strictly written");
  }

  private static Decoded<Bytes> ofToken(SshWire.Reader reader) {
    var signature = reader.string();
    var seen = reader.bytes(SecurityKey.SIGNATURE_BYTES - Ed25519Key.SIGNATURE_BYTES);
    return plain(signature)
        .map(_ -> new SshWire.Writer().bytes(signature.toArray()).bytes(seen.toArray()).done());
  }

  static Bytes ofP256(EcdsaSignature signature) {
    var numbers =
        new SshWire.Writer()
            .string(Bytes.copyOf(signature.r().toByteArray()))
            .string(Bytes.copyOf(signature.s().toByteArray()))
            .done();
    return new SshWire.Writer().string(SshPublicKey.P256).string(numbers).done();
  }

  static Bytes ofEd25519(Bytes signature) {
    return new SshWire.Writer().string(SshPublicKey.ED25519).string(signature).done();
  }
}
