package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** How a public key that somebody brings in a file is written down in a trust store. */
public final class KeyNotation {
  private KeyNotation() {}

  /**
   * The one field of a trust store's entry that holds this key: {@code ed25519}, {@code spki} or
   * {@code ml_dsa_65} for a PUBLIC KEY in PEM, {@code ssh} for the line of an SSH {@code .pub} file.
   * An unsound key is {@code USAGE}.
   *
   * @param file its name in messages
   */
  public static Outcome<Value.Obj> field(String file, byte[] content) {
    var text = new String(content, StandardCharsets.UTF_8);
    var der = Pem.read(Pem.PUBLIC_KEY, text);
    if (der.isPresent()) {
      return ofSpki(file, text, der.get());
    }
    var line = text.strip();
    return switch (SshPublicKey.read(line)) {
      case Decoded.Sound<VerifyingKey> _ -> Outcome.ok(Value.object().put("ssh", line).build());
      case Decoded.Unsound<VerifyingKey>(var flaw) ->
          refused(
              file,
              Pem.label(text).isPresent()
                  ? "holds a " + Pem.label(text).get() + ", or more than one block"
                  : flaw);
    };
  }

  private static Outcome<Value.Obj> ofSpki(String file, String text, Bytes der) {
    var raw = Ed25519Key.rawOfSpki(der);
    if (raw.isPresent()) {
      return switch (Ed25519Key.decode(raw.get())) {
        case Decoded.Sound<Ed25519Key>(var key) ->
            Outcome.ok(Value.object().put("ed25519", key.hex()).build());
        case Decoded.Unsound<Ed25519Key>(var flaw) -> refused(file, flaw);
      };
    }
    if (P256Key.ofSpki(der).isPresent()) {
      return Outcome.ok(Value.object().put("spki", text.strip() + "\n").build());
    }
    return MlDsa65Key.ofSpki(der).isPresent()
        ? Outcome.ok(Value.object().put("ml_dsa_65", der.base64()).build())
        : refused(file, "is neither an Ed25519 nor a P-256 nor an ML-DSA-65 key");
  }

  private static Outcome<Value.Obj> refused(String file, String flaw) {
    return Outcome.refused(
        List.of(
            new Problem(
                Code.USAGE,
                "this is no public key to trust: it " + flaw,
                file,
                "give NAME.pub as xps key generate, ssh-keygen or openssl pkey -pubout writes"
                    + " it")));
  }
}
