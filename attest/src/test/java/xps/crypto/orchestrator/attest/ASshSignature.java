package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import xps.crypto.orchestrator.document.Bytes;

/** An SSH signature as a test wants it, field by field; honest unless the test says otherwise. */
final class ASshSignature {
  private final byte[] message;
  private String magic = "SSHSIG";
  private int version = 1;
  private String namespace = "xps-artifact";
  private String reserved = "";
  private String hash = "sha512";
  private String innerType = "ssh-ed25519";
  private Bytes publicKey = Bytes.empty();
  private Bytes inner = Bytes.empty();
  private Function<Bytes, Bytes> sign = _ -> Bytes.empty();
  private byte[] tail = {};

  private ASshSignature(byte[] message) {
    this.message = message;
  }

  static ASshSignature over(byte[] message) {
    return new ASshSignature(message);
  }

  ASshSignature by(SigningKey key) {
    publicKey = SshPublicKey.blob(key.publicKey()).orElseThrow();
    sign = signed -> new SshWire.Writer().string(key.sign(signed.toArray())).done();
    return this;
  }

  ASshSignature by(Tokens.Fido token) {
    publicKey = SshPublicKey.blob(token.publicKey()).orElseThrow();
    innerType = "sk-ssh-ed25519@openssh.com";
    sign = signed -> token.answer(signed.toArray());
    return this;
  }

  ASshSignature by(Tokens.P256 key) {
    publicKey = SshPublicKey.blob(key.key()).orElseThrow();
    innerType = "ecdsa-sha2-nistp256";
    sign =
        signed -> {
          var numbers =
              EcdsaSignature.ofDer(Bytes.copyOf(key.sign(signed.toArray()))).orElseThrow();
          var both =
              new SshWire.Writer()
                  .string(Bytes.copyOf(numbers.r().toByteArray()))
                  .string(Bytes.copyOf(numbers.s().toByteArray()))
                  .done();
          return new SshWire.Writer().string(both).done();
        };
    return this;
  }

  ASshSignature magic(String other) {
    magic = other;
    return this;
  }

  ASshSignature version(int other) {
    version = other;
    return this;
  }

  ASshSignature namespace(String other) {
    namespace = other;
    return this;
  }

  ASshSignature reserved(String other) {
    reserved = other;
    return this;
  }

  ASshSignature hash(String other) {
    hash = other;
    return this;
  }

  ASshSignature innerType(String other) {
    innerType = other;
    return this;
  }

  /** Another key in the blob than the one that signs. */
  ASshSignature showing(Bytes otherPublicKey) {
    publicKey = otherPublicKey;
    return this;
  }

  /** Instead of what the key would sign. */
  ASshSignature inner(Bytes other) {
    inner = other;
    return this;
  }

  ASshSignature tail(byte... more) {
    tail = more;
    return this;
  }

  /** The signature covers the fields as they are: as if the signer had made it like this. */
  Bytes blob() {
    var digest = hash.equals("sha256") ? Digests.sha256() : Digests.sha512();
    var signed =
        new SshWire.Writer()
            .bytes("SSHSIG".getBytes(StandardCharsets.US_ASCII))
            .string(namespace)
            .string(reserved)
            .string(hash)
            .string(Bytes.copyOf(digest.digest(message)))
            .done();
    var signature = inner.size() > 0 ? inner : sign.apply(signed);
    return new SshWire.Writer()
        .bytes(magic.getBytes(StandardCharsets.US_ASCII))
        .uint32(version)
        .string(publicKey)
        .string(namespace)
        .string(reserved)
        .string(hash)
        .string(new SshWire.Writer().string(innerType).bytes(signature.toArray()).done())
        .bytes(tail)
        .done();
  }
}
