package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import xps.crypto.orchestrator.attest.SshPublicKey;
import xps.crypto.orchestrator.attest.SshSignature;
import xps.crypto.orchestrator.attest.Statement;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/** What people approve with who have an SSH key in an agent, or one that never leaves a token. */
final class SshApprover {
  private static final String TOKEN_TYPE = "sk-ssh-ed25519@openssh.com";
  private static final String APPLICATION = "ssh:";

  private SshApprover() {}

  /** The line of an ordinary key's .pub file. */
  static String line(People who) {
    return SshPublicKey.line(who.key().publicKey()).orElseThrow();
  }

  /** The line of the .pub file of a token that holds this person's key. */
  static String tokenLine(People who) {
    return TOKEN_TYPE + " " + tokenBlob(who).base64();
  }

  private static Bytes tokenBlob(People who) {
    return wire(out -> {
      string(out, Bytes.utf8(TOKEN_TYPE));
      string(out, who.key().publicKey().raw());
      string(out, Bytes.utf8(APPLICATION));
    });
  }

  /** An ordinary key that signs for whatever purpose. */
  record Agent(People who, String namespace) implements StatementSigner {
    static Agent of(People who) {
      return new Agent(who, "xps-approval");
    }

    @Override
    public String algorithm() {
      return "sshsig";
    }

    @Override
    public VerifyingKey publicKey() {
      return who.key().publicKey();
    }

    @Override
    public Outcome<Bytes> signatureOver(Bytes statement) {
      return Outcome.ok(SshSignature.sign(who.key(), namespace, statement.toArray()).blob());
    }
  }

  /** A token, and what it has seen of its user: the flags of PROTOCOL.u2f. */
  record Token(People who, int flags) implements StatementSigner {
    static final int TOUCHED = 0x01;
    static final int VERIFIED = 0x04;

    @Override
    public String algorithm() {
      return "sshsig";
    }

    @Override
    public VerifyingKey publicKey() {
      return SshPublicKey.parse(tokenLine(who)).orElseThrow();
    }

    @Override
    public Outcome<Bytes> signatureOver(Bytes statement) {
      var namespace = Bytes.utf8(SshSignature.namespaceOf(Statement.kindOf(statement)));
      var message = toSign(namespace, statement);
      var seen =
          wire(out -> {
            out.write(flags);
            out.writeInt(7);
          });
      var signed =
          wire(out -> {
            out.write(Sha256.of(APPLICATION.getBytes(UTF_8)).bytes());
            out.write(seen.toArray());
            out.write(Sha256.of(message.toArray()).bytes());
          });
      var inner =
          wire(out -> {
            string(out, Bytes.utf8(TOKEN_TYPE));
            string(out, who.key().sign(signed.toArray()));
            out.write(seen.toArray());
          });
      return Outcome.ok(signature(tokenBlob(who), namespace, inner));
    }
  }

  /** An ECDSA key, whose signatures each have a twin. */
  record Ecdsa(KeyPair pair) implements StatementSigner {
    private static final String TYPE = "ecdsa-sha2-nistp256";
    private static final int NUMBER_BYTES = 32;

    static Ecdsa generate() {
      try {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return new Ecdsa(generator.generateKeyPair());
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    String line() {
      return TYPE + " " + blob().base64();
    }

    private Bytes blob() {
      var point = pair.getPublic().getEncoded();
      return wire(out -> {
        string(out, Bytes.utf8(TYPE));
        string(out, Bytes.utf8("nistp256"));
        // The last of an SPKI is the point, uncompressed.
        string(
            out,
            Bytes.copyOf(
                Arrays.copyOfRange(point, point.length - 2 * NUMBER_BYTES - 1, point.length)));
      });
    }

    @Override
    public String algorithm() {
      return "sshsig";
    }

    @Override
    public VerifyingKey publicKey() {
      return SshPublicKey.parse(line()).orElseThrow();
    }

    @Override
    public Outcome<Bytes> signatureOver(Bytes statement) {
      var namespace = Bytes.utf8(SshSignature.namespaceOf(Statement.kindOf(statement)));
      var der = sign(toSign(namespace, statement));
      int lengthOfR = der[3];
      var numbers =
          wire(out -> {
            string(out, Bytes.copyOf(Arrays.copyOfRange(der, 4, 4 + lengthOfR)));
            string(out, Bytes.copyOf(Arrays.copyOfRange(der, 6 + lengthOfR, der.length)));
          });
      var inner =
          wire(out -> {
            string(out, Bytes.utf8(TYPE));
            string(out, numbers);
          });
      return Outcome.ok(signature(blob(), namespace, inner));
    }

    private byte[] sign(Bytes message) {
      try {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(message.toArray());
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Bytes toSign(Bytes namespace, Bytes statement) {
    return wire(out -> {
      out.write("SSHSIG".getBytes(UTF_8));
      string(out, namespace);
      string(out, Bytes.empty());
      string(out, Bytes.utf8("sha512"));
      string(out, sha512(statement));
    });
  }

  private static Bytes signature(Bytes publicKey, Bytes namespace, Bytes inner) {
    return wire(out -> {
      out.write("SSHSIG".getBytes(UTF_8));
      out.writeInt(1);
      string(out, publicKey);
      string(out, namespace);
      string(out, Bytes.empty());
      string(out, Bytes.utf8("sha512"));
      string(out, inner);
    });
  }

  private static Bytes sha512(Bytes message) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-512").digest(message.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static Bytes wire(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.copyOf(bytes.toByteArray());
  }

  private static void string(DataOutputStream out, Bytes value) throws IOException {
    out.writeInt(value.size());
    out.write(value.toArray());
  }
}
