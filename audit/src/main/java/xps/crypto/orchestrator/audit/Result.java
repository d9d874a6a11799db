package xps.crypto.orchestrator.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How it ended. */
public enum Result {
  SUCCESS,
  FAILURE,
  DENIED,
  SKIPPED;

  /** The result of this name. */
  public static Optional<Result> parse(String name) {
    return Arrays.stream(values()).filter(result -> result.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Result::name).toList();
  }
}
