package xps.crypto.orchestrator.workload;

import java.util.function.IntPredicate;

/**
 * How a text has to look: so many characters, all of one kind. Not a regular expression, because an
 * agent with nothing to do would spend half of its time in them.
 *
 * @param least characters
 * @param most characters
 */
record Form(int least, int most, IntPredicate kind) {
  boolean fits(String text) {
    if (text.length() < least || text.length() > most) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if (!kind.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  static boolean isSmallLetter(int character) {
    return character >= 'a' && character <= 'z';
  }

  static boolean isLetterOrDigit(int character) {
    return isDigit(character) || isSmallLetter(character) || (character >= 'A' && character <= 'Z');
  }

  /** Those of ASCII that can be seen, and the space. */
  static boolean isPrintable(int character) {
    return character >= ' ' && character <= '~';
  }
}
