package xps.crypto.orchestrator.attest;

import java.util.Map;
import java.util.Set;

/**
 * The hash algorithms of a standard.
 *
 * @param digits how many hexadecimal digits a value of each may have
 */
record HashForm(Map<String, Set<Integer>> digits) {
  HashForm {
    digits = Map.copyOf(digits);
  }

  boolean knows(String algorithm) {
    return digits.containsKey(algorithm);
  }

  /** Whether it can be a value of that algorithm; capitals are the caller's to judge. */
  boolean fits(String algorithm, String value) {
    return digits.getOrDefault(algorithm, Set.of()).contains(value.length())
        && value.chars().allMatch(HashForm::isHex);
  }

  private static boolean isHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
