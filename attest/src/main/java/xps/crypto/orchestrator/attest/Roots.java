package xps.crypto.orchestrator.attest;

import java.util.List;

/**
 * The offline keys that sign trust stores, policies and bulletins, and how many persons of them it
 * takes.
 */
public record Roots(int threshold, List<Root> keys) {
  public Roots {
    keys = List.copyOf(keys);
  }

  /** One of these keys, and whose it is. */
  public record Root(String name, String person, VerifyingKey key) {}
}
