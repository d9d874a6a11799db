package xps.crypto.orchestrator.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version after Semantic Versioning 2.0.0, without build metadata: two builds of one version
 * would be equal and yet not the same.
 *
 * <p>Ordered by precedence (section 11). Equal versions have the same text.
 */
public final class SemVer implements Comparable<SemVer> {
  private static final int MOST_CHARACTERS = 128;
  private static final int MOST_DIGITS = 15; // a number that JSON can carry too

  private final String text;
  private final List<Long> numbers;
  private final List<String> preRelease;

  private SemVer(String text, List<Long> numbers, List<String> preRelease) {
    this.text = text;
    this.numbers = List.copyOf(numbers);
    this.preRelease = List.copyOf(preRelease);
  }

  /** The version that this text is; nothing when it is none, or has build metadata. */
  public static Optional<SemVer> parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    int dash = text.indexOf('-');
    var core = (dash < 0 ? text : text.substring(0, dash)).split("\\.", -1);
    if (core.length != 3) {
      return Optional.empty();
    }
    var numbers = new ArrayList<Long>();
    for (var part : core) {
      if (!isNumber(part) || part.length() > MOST_DIGITS) {
        return Optional.empty();
      }
      numbers.add(Long.parseLong(part));
    }
    var preRelease =
        dash < 0 ? List.<String>of() : List.of(text.substring(dash + 1).split("\\.", -1));
    if (!preRelease.stream().allMatch(SemVer::isIdentifier)) {
      return Optional.empty();
    }
    return Optional.of(new SemVer(text, numbers, preRelease));
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && isDigits(part) && (part.length() == 1 || part.charAt(0) != '0');
  }

  private static boolean isIdentifier(String part) {
    boolean known =
        !part.isEmpty()
            && part.chars()
                .allMatch(c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || c == '-');
    return known && (!isDigits(part) || isNumber(part));
  }

  private static boolean isDigits(String part) {
    return part.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** The first number: incompatible changes. */
  public long major() {
    return numbers.get(0);
  }

  /** The second number: compatible additions. */
  public long minor() {
    return numbers.get(1);
  }

  /** The third number: compatible corrections. */
  public long patch() {
    return numbers.get(2);
  }

  /** Whether it comes before the release of its own three numbers. */
  public boolean isPreRelease() {
    return !preRelease.isEmpty();
  }

  @Override
  public int compareTo(SemVer other) {
    for (int i = 0; i < numbers.size(); i++) {
      int order = numbers.get(i).compareTo(other.numbers.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    int shared = Math.min(preRelease.size(), other.preRelease.size());
    for (int i = 0; i < shared; i++) {
      int order = compareIdentifiers(preRelease.get(i), other.preRelease.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  /** Numbers come before words; numbers by their value, however long they are; words by ASCII. */
  private static int compareIdentifiers(String mine, String theirs) {
    boolean mineIsNumber = isDigits(mine);
    boolean theirsIsNumber = isDigits(theirs);
    if (mineIsNumber != theirsIsNumber) {
      return mineIsNumber ? -1 : 1;
    }
    if (mineIsNumber && mine.length() != theirs.length()) {
      return Integer.compare(mine.length(), theirs.length());
    }
    return mine.compareTo(theirs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SemVer that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
