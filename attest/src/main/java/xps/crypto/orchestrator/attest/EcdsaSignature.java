package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * The two numbers of an ECDSA signature on P-256. Their one spelling is DER: the JDK takes others
 * (it lets pass a number whose leading zero is missing), and a signature with two spellings is two
 * signatures to whoever compares bytes.
 */
record EcdsaSignature(BigInteger r, BigInteger s) {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /** Two numbers of one byte each. */
  private static final int SHORTEST_DER_BYTES = 8;

  /** Two numbers of 33 bytes each: 256 bits, and the zero that keeps them positive. */
  private static final int LONGEST_DER_BYTES = 72;

  /**
   * Reads DER. What was read is written again and compared: so whatever the reading lets pass, only
   * the one spelling comes through. Numbers that no signature can have are refused too.
   */
  static Optional<EcdsaSignature> ofDer(Bytes der) {
    var bytes = der.toArray();
    if (bytes.length < SHORTEST_DER_BYTES || bytes.length > LONGEST_DER_BYTES) {
      return Optional.empty();
    }
    int lengthOfR = bytes[3];
    if (lengthOfR < 1 || 4 + lengthOfR + 2 >= bytes.length) {
      return Optional.empty();
    }
    int beginOfS = 4 + lengthOfR + 2;
    var signature =
        new EcdsaSignature(
            new BigInteger(1, bytes, 4, lengthOfR),
            new BigInteger(1, bytes, beginOfS, bytes.length - beginOfS));
    return signature.isInRange() && signature.der().equals(der)
        ? Optional.of(signature)
        : Optional.empty();
  }

  /**
   * The other signature that verifies wherever this one does, and that anybody can reckon: s and
   * N−s stand for points with the same x.
   */
  EcdsaSignature twin() {
    return new EcdsaSignature(r, P256Key.N.subtract(s));
  }

  /** Whether both are from 1 to the order of the group, exclusive. */
  boolean isInRange() {
    return isInRange(r) && isInRange(s);
  }

  private static boolean isInRange(BigInteger number) {
    return number.signum() > 0 && number.compareTo(P256Key.N) < 0;
  }

  /** SEQUENCE of two INTEGERs (RFC 3279, section 2.2.3); both numbers are in range. */
  Bytes der() {
    var rBytes = r.toByteArray();
    var sBytes = s.toByteArray();
    var der = new byte[2 + 2 + rBytes.length + 2 + sBytes.length];
    der[0] = SEQUENCE;
    der[1] = (byte) (der.length - 2);
    put(der, 2, rBytes);
    put(der, 4 + rBytes.length, sBytes);
    return Bytes.copyOf(der);
  }

  private static void put(byte[] der, int at, byte[] number) {
    der[at] = INTEGER;
    der[at + 1] = (byte) number.length;
    System.arraycopy(number, 0, der, at + 2, number.length);
  }
}
