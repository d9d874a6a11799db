package xps.crypto.orchestrator.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

/** An agent's own journal, read from outside while it writes. */
record NodeStore(Path journal) {
  private static final Json.Limits LIMITS = new Json.Limits(1 << 24, 16, false);

  static NodeStore of(NodeFolder node) {
    return new NodeStore(node.store().resolve("journal").resolve("node.json"));
  }

  /** Whether the node is between two generations: quick, because it is asked all the time. */
  boolean isEntering() throws IOException {
    try {
      return Files.readString(journal).contains("\"entering\"");
    } catch (NoSuchFileException _) {
      return false; // the agent has written nothing yet
    }
  }

  /** Where the node stands between its generations: {@code settled}, {@code entering} …. */
  String kind() throws IOException {
    return text(object("position"), "kind");
  }

  /** The phase of what the agent is doing: {@code activating}, {@code healthy} …. */
  String phase() throws IOException {
    return text(object("errand"), "phase");
  }

  /** The number of the generation that runs; 0 where it is none for sure. */
  long generation() throws IOException {
    return object("position")
        .flatMap(position -> member(position, "current"))
        .map(current -> number(current, "generation"))
        .orElse(0L);
  }

  /** The number that the next generation will get. */
  long nextGeneration() throws IOException {
    return number(whole(), "next_generation");
  }

  private Optional<Value.Obj> object(String name) throws IOException {
    return member(whole(), name);
  }

  private Value.Obj whole() throws IOException {
    var text = Files.readString(journal).getBytes(UTF_8);
    return (Value.Obj) Json.parse("node.json", text, Code.INTERNAL, LIMITS).orThrow();
  }

  private static Optional<Value.Obj> member(Value.Obj object, String name) {
    return object.get(name).filter(Value.Obj.class::isInstance).map(Value.Obj.class::cast);
  }

  private static String text(Optional<Value.Obj> object, String name) {
    return object.flatMap(found -> found.get(name)).map(Xps.Ran::text).orElse("");
  }

  private static long number(Value.Obj object, String name) {
    return object
        .get(name)
        .filter(Value.Int.class::isInstance)
        .map(Value.Int.class::cast)
        .map(Value.Int::number)
        .orElse(0L);
  }
}
