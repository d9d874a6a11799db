package xps.crypto.orchestrator.house.trespass.guard;

/** Lives above the room that calls it. */
public final class Upstairs {
  private Upstairs() {}

  /** Answers whoever calls. */
  public static String answer() {
    return "who is there";
  }
}
