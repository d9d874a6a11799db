package xps.crypto.orchestrator.attest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/**
 * An Ed25519 key that never leaves a FIDO token ({@code sk-ssh-ed25519@openssh.com}). The token
 * signs what it was given together with what it has seen: somebody has to have touched it, and,
 * where that is asked for, to have entered its PIN or shown a finger.
 *
 * <p>A plain Ed25519 signature under the same raw key is none of this key: a token makes no such.
 */
public final class SecurityKey implements VerifyingKey {
  static final String ALGORITHM = "sk-ssh-ed25519";

  /** The Ed25519 signature, the byte of flags and the counter: what {@link #verifies} takes. */
  static final int SIGNATURE_BYTES = Ed25519Key.SIGNATURE_BYTES + 1 + Integer.BYTES;

  private static final int USER_PRESENT = 0x01;
  private static final int USER_VERIFIED = 0x04;

  private final Ed25519Key key;
  private final String application;
  private final boolean verifyRequired;

  /**
   * A token's key.
   *
   * @param application what the key was made for, as {@code ssh:}; the token signs its digest
   * @param verifyRequired whether a touch alone is not enough
   */
  SecurityKey(Ed25519Key key, String application, boolean verifyRequired) {
    this.key = key;
    this.application = application;
    this.verifyRequired = verifyRequired;
  }

  /** The same key, of which a touch alone is not enough. */
  public SecurityKey requiringVerification() {
    return new SecurityKey(key, application, true);
  }

  /** What the key was made for. */
  String application() {
    return application;
  }

  /** Whether the token has to have verified its user, and not just seen a touch. */
  public boolean verifyRequired() {
    return verifyRequired;
  }

  /**
   * Whether {@code signature} is this token's over exactly {@code message}: 64 bytes of Ed25519,
   * the flags, and the counter in big endian.
   */
  @Override
  public boolean verifies(byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    int flags = signature[Ed25519Key.SIGNATURE_BYTES];
    int required = verifyRequired ? USER_PRESENT | USER_VERIFIED : USER_PRESENT;
    if ((flags & required) != required) {
      return false;
    }
    var purpose = Sha256.of(application.getBytes(StandardCharsets.UTF_8)).bytes();
    var digest = Sha256.of(message).bytes();
    int seenBytes = 1 + Integer.BYTES;
    var seen =
        ByteBuffer.allocate(purpose.length + seenBytes + digest.length)
            .put(purpose)
            .put(signature, Ed25519Key.SIGNATURE_BYTES, seenBytes)
            .put(digest);
    return key.verifies(seen.array(), Arrays.copyOf(signature, Ed25519Key.SIGNATURE_BYTES));
  }

  @Override
  public String algorithm() {
    return ALGORITHM;
  }

  @Override
  public Bytes raw() {
    return key.raw();
  }

  @Override
  public Bytes spki() {
    return key.spki();
  }

  @Override
  public boolean equals(Object other) {
    return key.equals(other);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return ALGORITHM + ":" + key.hex();
  }
}
