package xps.crypto.orchestrator.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.planner.Windows;

/**
 * Types every command that stands in {@code examples/quickstart/README.md}, and holds the page to
 * the answers. With {@code -Dwrite.answers} it writes them there instead.
 */
class QuickStartAnswersTest {
  private static final Path FOLDER = Path.of("..", "examples", "quickstart");
  private static final String BEGIN = "```console";
  private static final String END = "```";
  private static final String COMMAND = "$ xps ";
  private static final String EXIT = "$ echo $?";

  /** Which edition of the time zone database a machine has is its own business. */
  private static final String TIME_ZONES = "2026a";

  /** Any time but those on the page: what it shows must not depend on when it is shown. */
  private static final Ran.At TODAY = Ran.At.time("2026-01-05T20:30:00Z");

  @Test
  void every_command_of_the_page_answers_what_the_page_says() throws IOException {
    var page = FOLDER.resolve("README.md");
    var lines = Files.readAllLines(page);

    var answered = answered(lines);

    if (System.getProperty("write.answers") != null) {
      Files.write(page, answered);
      return;
    }
    assertThat(lines)
        .as("run this test with -Dwrite.answers when the answers are meant to be new")
        .isEqualTo(answered);
    assertThat(lines.stream().filter(line -> line.startsWith(COMMAND)))
        .as("a page without commands is always right")
        .hasSizeGreaterThan(5);
  }

  @Test
  void no_private_key_lies_beside_it() throws IOException {
    try (var files = Files.walk(FOLDER)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readAllBytes(file))
            .as("%s", file)
            .satisfies(
                bytes -> assertThat(new String(bytes, ISO_8859_1)).doesNotContain("PRIVATE KEY"));
      }
    }
  }

  private static List<String> answered(List<String> lines) {
    var page = new ArrayList<String>();
    boolean inside = false;
    int exit = 0;
    for (var line : lines) {
      if (inside && line.startsWith(COMMAND)) {
        var ran = run(line.substring(COMMAND.length()));
        exit = ran.exit();
        page.add(line);
        (ran.out() + ran.err()).lines().map(QuickStartAnswersTest::asTyped).forEach(page::add);
      } else if (inside && line.equals(EXIT)) {
        page.add(line);
        page.add(Integer.toString(exit));
      } else if (!inside || line.equals(END)) {
        page.add(line);
      }
      inside = inside ? !line.equals(END) : line.equals(BEGIN);
    }
    return page;
  }

  /** As if it were typed in the folder of the page: names of its files mean them. */
  private static Ran run(String command) {
    return TODAY.xps(
        Arrays.stream(command.split(" ", -1))
            .map(word -> Files.exists(FOLDER.resolve(word)) ? FOLDER.resolve(word) : word)
            .toArray());
  }

  private static String asTyped(String line) {
    return line.replace(FOLDER + "/", "").replace(Windows.tzdbVersion(), TIME_ZONES);
  }
}
