package xps.crypto.orchestrator.cli.demo.load;

import java.util.Comparator;

/**
 * Who gave an answer: a node, and the module that it says it used.
 *
 * @param module the digest of the header {@code XPS-Active}; empty where there was none
 */
public record Answerer(String node, String module) implements Comparable<Answerer> {
  @Override
  public int compareTo(Answerer other) {
    return Comparator.comparing(Answerer::node)
        .thenComparing(Answerer::module)
        .compare(this, other);
  }
}
