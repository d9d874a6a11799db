package xps.crypto.orchestrator.document;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Spells a double as ECMAScript does, which is how RFC 8785 wants it. */
final class EcmaNumber {
  /** ECMA-262, Number::toString: from here on, and below 10^-6, there is an exponent. */
  private static final int LAST_PLAIN_EXPONENT = 21;

  private static final int FIRST_PLAIN_EXPONENT = -6;

  private EcmaNumber() {}

  static String text(double number) {
    if (number == 0) {
      return "0"; // of either sign
    }
    var shortest = shortest(Math.abs(number));
    var digits = shortest.unscaledValue().toString();
    // The point stands behind this many digits: 0.digits × 10^point.
    int point = digits.length() - shortest.scale();
    return (number < 0 ? "-" : "") + place(digits, point);
  }

  /** The fewest digits that read back as the same double; of those the nearest to it. */
  private static BigDecimal shortest(double number) {
    // The JDK gives the shortest text of at least two digits, so only one digit is left to try.
    var single = new BigDecimal(number).round(new MathContext(1, RoundingMode.HALF_EVEN));
    var written = single.doubleValue() == number ? single : new BigDecimal(Double.toString(number));
    return written.stripTrailingZeros();
  }

  private static String place(String digits, int point) {
    int count = digits.length();
    if (count <= point && point <= LAST_PLAIN_EXPONENT) {
      return digits + "0".repeat(point - count);
    }
    if (0 < point && point <= LAST_PLAIN_EXPONENT) {
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    if (FIRST_PLAIN_EXPONENT < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    int exponent = point - 1;
    var mantissa = count == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
  }
}
