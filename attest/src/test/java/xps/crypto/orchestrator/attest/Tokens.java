package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/** What people sign with who have more than an Ed25519 key in a file. */
final class Tokens {
  private Tokens() {}

  /** A P-256 key, as a smart card or a cloud's key service holds it. */
  record P256(KeyPair pair, P256Key key) implements StatementSigner {
    static P256 generate() {
      try {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        return new P256(
            pair, P256Key.ofSpki(Bytes.copyOf(pair.getPublic().getEncoded())).orElseThrow());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    PublicKey publicKeyOfJdk() {
      return pair.getPublic();
    }

    byte[] sign(byte[] message) {
      try {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Signs until r has its highest bit set: then DER writes a zero before it. */
    byte[] signWithLargeR(byte[] message) {
      var signature = sign(message);
      while (signature[3] != 33) {
        signature = sign(message);
      }
      return signature;
    }

    @Override
    public String algorithm() {
      return P256Key.ALGORITHM;
    }

    @Override
    public P256Key publicKey() {
      return key;
    }

    @Override
    public Outcome<Bytes> signatureOver(Bytes statement) {
      return Outcome.ok(Bytes.copyOf(sign(statement.toArray())));
    }
  }

  /** An Ed25519 key in an SSH agent. */
  record SshKey(SigningKey key) implements StatementSigner {
    @Override
    public String algorithm() {
      return SshSignature.ALGORITHM;
    }

    @Override
    public Ed25519Key publicKey() {
      return key.publicKey();
    }

    @Override
    public Outcome<Bytes> signatureOver(Bytes statement) {
      var namespace = SshSignature.namespaceOf(Statement.kindOf(statement));
      return Outcome.ok(SshSignature.sign(key, namespace, statement.toArray()).blob());
    }
  }

  /** A FIDO token. Tests say what it has seen. */
  record Fido(SigningKey inside, int flags) implements StatementSigner {
    static final int TOUCHED = 0x01;
    static final int VERIFIED = 0x04;

    static Fido ofSeed(long seed) {
      return new Fido(SigningKey.generate(new SeededChance(seed)), TOUCHED);
    }

    Fido seeing(int otherFlags) {
      return new Fido(inside, otherFlags);
    }

    /** As it stands in {@code ssh} of a trust store. */
    String line() {
      return SshPublicKey.line(publicKey()).orElseThrow();
    }

    @Override
    public String algorithm() {
      return SshSignature.ALGORITHM;
    }

    @Override
    public SecurityKey publicKey() {
      return new SecurityKey(inside.publicKey(), "ssh:", false);
    }

    /** What the token gives back: the signature, the flags and its counter. */
    Bytes answer(byte[] message) {
      var seen = new SshWire.Writer().bytes(new byte[] {(byte) flags}).uint32(7).done();
      var signed =
          new SshWire.Writer()
              .bytes(Sha256.of("ssh:".getBytes(StandardCharsets.UTF_8)).bytes())
              .bytes(seen.toArray())
              .bytes(Sha256.of(message).bytes())
              .done();
      return new SshWire.Writer()
          .string(inside.sign(signed.toArray()))
          .bytes(seen.toArray())
          .done();
    }

    @Override
    public Outcome<Bytes> signatureOver(Bytes statement) {
      return Outcome.ok(
          ASshSignature.over(statement.toArray())
              .namespace(SshSignature.namespaceOf(Statement.kindOf(statement)))
              .by(this)
              .blob());
    }
  }
}
