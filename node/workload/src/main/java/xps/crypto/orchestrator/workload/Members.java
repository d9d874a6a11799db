package xps.crypto.orchestrator.workload;

import java.util.Optional;
import java.util.function.IntPredicate;

/** Reads the members of a {@link FlatObject} one after the other, between its braces. */
final class Members {
  private static final Form KEY = new Form(1, 16, it -> Form.isSmallLetter(it) || Form.isDigit(it));

  private final String text;
  private final int end;
  private int at = 1;

  Members(String text) {
    this.text = text;
    this.end = text.length() - 1;
  }

  /** A field that is known, with a value that it accepts. */
  record Member(Field field, String value) {}

  /** Nothing, when something else stands there. */
  Optional<Member> next() {
    skipBlanks();
    var key = quoted().filter(KEY::fits);
    skipBlanks();
    if (key.isEmpty() || !take(':')) {
      return Optional.empty();
    }
    skipBlanks();
    boolean isNumber = !isNext(it -> it == '"');
    var value = isNumber ? number() : quoted();
    skipBlanks();
    return Field.of(key.get())
        .filter(field -> field.isNumber() == isNumber && value.filter(field::accepts).isPresent())
        .map(field -> new Member(field, value.orElseThrow()));
  }

  /** Goes over a comma. */
  boolean hasAnother() {
    return take(',');
  }

  boolean isAtEnd() {
    return at == end;
  }

  private Optional<String> number() {
    var from = at;
    while (isNext(Form::isDigit)) {
      at++;
    }
    return Optional.of(text.substring(from, at));
  }

  /** A text of printable characters; of JSON's escapes those of themselves alone. */
  private Optional<String> quoted() {
    if (!take('"')) {
      return Optional.empty();
    }
    var value = new StringBuilder();
    while (isNext(it -> Form.isPrintable(it) && it != '"')) {
      var isEscape = take('\\');
      if (isEscape && !isNext(it -> it == '"' || it == '\\' || it == '/')) {
        return Optional.empty();
      }
      value.append(text.charAt(at++));
    }
    return take('"') ? Optional.of(value.toString()) : Optional.empty();
  }

  private void skipBlanks() {
    while (isNext(it -> it == ' ' || (it >= '\t' && it <= '\r'))) {
      at++;
    }
  }

  private boolean take(char character) {
    var isThere = at < end && text.charAt(at) == character;
    if (isThere) {
      at++;
    }
    return isThere;
  }

  private boolean isNext(IntPredicate kind) {
    return at < end && kind.test(text.charAt(at));
  }
}
