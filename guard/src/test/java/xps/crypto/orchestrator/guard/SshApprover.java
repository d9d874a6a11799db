package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
      var message =
          wire(out -> {
            out.write("SSHSIG".getBytes(UTF_8));
            string(out, namespace);
            string(out, Bytes.empty());
            string(out, Bytes.utf8("sha512"));
            string(out, sha512(statement));
          });
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
      return Outcome.ok(
          wire(out -> {
            out.write("SSHSIG".getBytes(UTF_8));
            out.writeInt(1);
            string(out, tokenBlob(who));
            string(out, namespace);
            string(out, Bytes.empty());
            string(out, Bytes.utf8("sha512"));
            string(out, inner);
          }));
    }

    private static Bytes sha512(Bytes message) {
      try {
        return Bytes.copyOf(MessageDigest.getInstance("SHA-512").digest(message.toArray()));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
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
