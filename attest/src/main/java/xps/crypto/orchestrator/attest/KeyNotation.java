package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** How a public key that somebody brings in a file is written down in a trust store. */
public final class KeyNotation {
  private KeyNotation() {}

  /**
   * The key in the file: a PUBLIC KEY in PEM, or the line of an SSH {@code .pub} file. An unsound
   * key is {@code USAGE}.
   *
   * @param file its name in messages
   */
  public static Outcome<VerifyingKey> key(String file, byte[] content) {
    var text = new String(content, StandardCharsets.UTF_8);
    var der = Pem.read(Pem.PUBLIC_KEY, text);
    var decoded = der.isPresent() ? ofSpki(der.get()) : SshPublicKey.read(text.strip());
    return switch (decoded) {
      case Decoded.Sound<VerifyingKey>(var key) -> Outcome.ok(key);
      case Decoded.Unsound<VerifyingKey>(var flaw) ->
          Outcome.refused(
              new Problem(
                  Code.USAGE,
                  "this is no public key to trust: it "
                      + (der.isEmpty() && Pem.label(text).isPresent()
                          ? "holds a " + Pem.label(text).get() + ", or more than one block"
                          : flaw),
                  file,
                  "give NAME.pub as xps key generate, ssh-keygen or openssl pkey -pubout writes"
                      + " it"));
    };
  }

  private static Decoded<VerifyingKey> ofSpki(Bytes der) {
    var raw = Ed25519Key.rawOfSpki(der);
    if (raw.isPresent()) {
      return Ed25519Key.decode(raw.get()).map(key -> key);
    }
    var point = P256Key.pointOfSpki(der);
    if (point.isPresent()) {
      return P256Key.decode(point.get()).map(key -> key);
    }
    return MlDsa65Key.ofSpki(der)
        .<Decoded<VerifyingKey>>map(Decoded.Sound::new)
        .orElseGet(
            () -> new Decoded.Unsound<>("is neither an Ed25519 nor a P-256 nor an ML-DSA-65 key"));
  }

  /**
   * The one field of a trust store's entry that holds such a key: {@code ed25519}, {@code spki} or
   * {@code ml_dsa_65}, and {@code ssh} for what stands in a line of SSH.
   *
   * @param file its name in messages
   */
  public static Outcome<Value.Obj> field(String file, byte[] content) {
    var text = new String(content, StandardCharsets.UTF_8).strip();
    return key(file, content)
        .map(key ->
            Pem.label(text).isEmpty()
                ? Value.object().put("ssh", text).build()
                : switch (key) {
                  case Ed25519Key ed25519 -> Value.object().put("ed25519", ed25519.hex()).build();
                  case MlDsa65Key second ->
                      Value.object().put("ml_dsa_65", second.spki().base64()).build();
                  case P256Key p256 -> Value.object().put("spki", p256.pem()).build();
                  case SecurityKey _ -> throw new IllegalStateException("PEM names no token");
                });
  }
}
