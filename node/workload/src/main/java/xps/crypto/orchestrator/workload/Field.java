package xps.crypto.orchestrator.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Everything that a line on the control socket can say, in the order in which it is written. */
enum Field {
  OP(matching("[a-z]{1,16}")),
  ANSWER(matching("[a-z]{1,16}")),
  GENERATION,
  NAME(text -> ModuleName.parse(text).isPresent()),
  SHA256(text -> ObjectDigest.parse(text).isPresent()),
  VERSION(matching("[ -~]{1,63}")),
  CALLS,
  ERRORS,
  DRAINING,
  CONTEXTS,
  LEAKED,
  CODE(text -> Arrays.stream(Refusal.Code.values()).anyMatch(code -> code.name().equals(text))),
  MESSAGE(matching("[ -~]{0,503}")),
  NONCE(text -> Nonce.parse(text).isPresent());

  private final boolean number;
  private final Predicate<String> accepts;

  Field() {
    this.number = true;
    this.accepts = matching("0|[1-9][0-9]{0,15}");
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
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Field> of(String key) {
    return Arrays.stream(values()).filter(field -> field.key().equals(key)).findFirst();
  }

  private static Predicate<String> matching(String form) {
    return Pattern.compile(form).asMatchPredicate();
  }
}
