package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The transition table is the Javadoc of {@link Rollout}; the page with the diagram is made of it
 * with {@code -Dwrite.diagram}, and nights show that nothing happens that it doesn't say.
 */
class RolloutDiagramTest {
  private static final Path SOURCE =
      Path.of("src/main/java/xps/crypto/orchestrator/planner/Rollout.java");
  private static final Path PAGE = Path.of("../docs/rollout-states.md");
  private static final Pattern ROW =
      Pattern.compile("<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>");
  private static final int NIGHTS = 150;

  private record Edge(String from, String event, String to) {}

  @Test
  void the_diagram_is_the_table() throws IOException {
    var page = page(edges());
    if (System.getProperty("write.diagram") != null) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE, UTF_8)).isEqualTo(page);
  }

  @Test
  void every_stage_is_in_the_table_and_every_move_of_a_night_is_an_edge() throws IOException {
    var edges = edges();
    var told =
        edges.stream()
            .flatMap(edge -> List.of(edge.from(), edge.to()).stream())
            .collect(Collectors.toSet());
    for (var stage : NodeStage.values()) {
      assertThat(told).contains(words(stage));
    }
    var moves = new TreeSet<String>();
    for (long seed = 1; seed <= NIGHTS; seed++) {
      moves.addAll(Night.moves(seed));
    }

    assertThat(moves).hasSizeGreaterThan(12).isSubsetOf(reachable(edges));
  }

  /** One event may be the cause of two moves. */
  private static Set<String> reachable(List<Edge> edges) {
    var moves = new TreeSet<String>();
    for (var edge : edges) {
      moves.add(edge.from() + " to " + edge.to());
      edges.stream()
          .filter(next -> next.from().equals(edge.to()))
          .forEach(next -> moves.add(edge.from() + " to " + next.to()));
    }
    return moves;
  }

  static String words(NodeStage stage) {
    return stage == NodeStage.NEEDS_PERSON
        ? "needs a person"
        : stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static List<Edge> edges() throws IOException {
    var text = Files.readString(SOURCE, UTF_8).replaceAll("\\n \\* *", " ");
    var edges = new ArrayList<Edge>();
    for (var row : ROW.matcher(text).results().toList()) {
      for (var from : row.group(1).split(", ")) {
        for (var to : row.group(3).split(", or | or ")) {
          edges.add(new Edge(from, plain(row.group(2)), to));
        }
      }
    }
    return edges;
  }

  private static String plain(String javadoc) {
    return javadoc.replaceAll("\\{@code (.*?)}", "$1");
  }

  private static String page(List<Edge> edges) {
    var page =
        new StringBuilder(
            """
            # A node's way through a rollout

            Made of the table in the Javadoc of `Rollout` (`mvn -pl planner -am test -Dtest=RolloutDiagramTest
            -Dwrite.diagram`); the same machine simulates and runs.

            ```mermaid
            stateDiagram-v2
              [*] --> waiting
            """);
    for (var edge : edges) {
      page.append("  ").append(id(edge.from())).append(" --> ").append(id(edge.to()));
      page.append(" : ").append(edge.event().replace(":", " –")).append('\n');
    }
    return page.append("```\n").toString();
  }

  private static String id(String stage) {
    return stage.replace(' ', '_');
  }
}
