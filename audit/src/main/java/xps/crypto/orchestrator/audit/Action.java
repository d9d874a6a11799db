package xps.crypto.orchestrator.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What was done, or tried. */
public enum Action {
  ATTEST,
  PLAN,
  APPROVE,
  GATE,
  STAGE,
  APPLY,
  PROBE,
  ROLLBACK,
  SKIP,
  PAUSE,
  RESUME,
  CANCEL,
  ENROL,
  TRUST,
  BREAK_GLASS,
  KEY_DISTRIBUTE,
  KEY_PROMOTE,
  KEY_DRAIN,
  KEY_RETIRE,
  KEY_DESTROY;

  /** The action of this name. */
  public static Optional<Action> parse(String name) {
    return Arrays.stream(values()).filter(action -> action.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Action::name).toList();
  }
}
