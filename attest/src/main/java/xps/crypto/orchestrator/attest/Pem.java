package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * One PEM block (RFC 7468, strict form) and nothing else in the text. Text before or after the
 * block could say one thing to a person and another to a program.
 */
final class Pem {
  static final String PUBLIC_KEY = "PUBLIC KEY";
  static final String PRIVATE_KEY = "PRIVATE KEY";
  static final String ENCRYPTED_PRIVATE_KEY = "ENCRYPTED PRIVATE KEY";
  static final String CERTIFICATE = "CERTIFICATE";

  private static final int LINE_CHARACTERS = 64;

  private Pem() {}

  static String write(String label, Bytes content) {
    var base64 = content.base64();
    var pem = new StringBuilder("-----BEGIN ").append(label).append("-----\n");
    for (int at = 0; at < base64.length(); at += LINE_CHARACTERS) {
      pem.append(base64, at, Math.min(base64.length(), at + LINE_CHARACTERS)).append('\n');
    }
    return pem.append("-----END ").append(label).append("-----\n").toString();
  }

  /** The label of the block that a text begins with, whether or not the rest of it is sound. */
  static Optional<String> label(String text) {
    int end = text.indexOf("-----", "-----BEGIN ".length());
    return text.startsWith("-----BEGIN ") && end > 0
        ? Optional.of(text.substring("-----BEGIN ".length(), end))
        : Optional.empty();
  }

  /** The content of the one block of that label. */
  static Optional<Bytes> read(String label, String text) {
    var head = "-----BEGIN " + label + "-----\n";
    var foot = "-----END " + label + "-----";
    var unix = text.replace("\r\n", "\n").stripTrailing();
    if (!unix.startsWith(head)
        || !unix.endsWith("\n" + foot)
        || unix.length() < head.length() + foot.length()) {
      return Optional.empty();
    }
    return Bytes.base64(
        unix.substring(head.length(), unix.length() - foot.length()).replace("\n", ""));
  }
}
