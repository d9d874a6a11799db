package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/** The text form of an SSH signature, as {@code ssh-keygen -Y sign} writes it. */
final class SshArmor {
  private static final String HEAD = "-----BEGIN SSH SIGNATURE-----\n";
  private static final String FOOT = "-----END SSH SIGNATURE-----";

  /** As OpenSSH breaks its lines; PEM has 64. */
  private static final int LINE_CHARACTERS = 70;

  private SshArmor() {}

  static String write(Bytes blob) {
    var base64 = blob.base64();
    var text = new StringBuilder(HEAD);
    for (int at = 0; at < base64.length(); at += LINE_CHARACTERS) {
      text.append(base64, at, Math.min(base64.length(), at + LINE_CHARACTERS)).append('\n');
    }
    return text.append(FOOT).append('\n').toString();
  }

  static Optional<Bytes> read(String text) {
    var unix = text.replace("\r\n", "\n").stripTrailing();
    if (!unix.startsWith(HEAD)
        || !unix.endsWith("\n" + FOOT)
        || unix.length() < HEAD.length() + FOOT.length()) {
      return Optional.empty();
    }
    return Bytes.base64(
        unix.substring(HEAD.length(), unix.length() - FOOT.length()).replace("\n", ""));
  }
}
