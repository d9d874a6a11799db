package xps.crypto.orchestrator.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Everything that a line on the control socket can say, in the order in which it is written. */
enum Field {
  OP(new Form(1, 16, Form::isSmallLetter)::fits),
  ANSWER(new Form(1, 16, Form::isSmallLetter)::fits),
  GENERATION,
  NAME(text -> ModuleName.parse(text).isPresent()),
  SHA256(text -> ObjectDigest.parse(text).isPresent()),
  VERSION(new Form(1, 63, Form::isPrintable)::fits),
  CALLS,
  ERRORS,
  DRAINING,
  CONTEXTS,
  LEAKED,
  CODE(text -> Arrays.stream(Refusal.Code.values()).anyMatch(code -> code.name().equals(text))),
  MESSAGE(new Form(0, 503, Form::isPrintable)::fits),
  NONCE(text -> Nonce.parse(text).isPresent());

  private static final Form DIGITS = new Form(1, 16, Form::isDigit);

  private final String key = name().toLowerCase(Locale.ROOT);
  private final boolean number;
  private final Predicate<String> accepts;

  Field() {
    this.number = true;
    this.accepts = Field::isWritten;
  }

  Field(Predicate<String> accepts) {
    this.number = false;
    this.accepts = accepts;
  }

  boolean isNumber() {
    return number;
  }

  boolean accepts(String value) {
    return accepts.test(value);
  }

  String key() {
    return key;
  }

  static Optional<Field> of(String key) {
    for (var field : values()) {
      if (field.key.equals(key)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /** A number without zeros in front. */
  private static boolean isWritten(String number) {
    return DIGITS.fits(number) && (number.length() == 1 || number.charAt(0) != '0');
  }
}
