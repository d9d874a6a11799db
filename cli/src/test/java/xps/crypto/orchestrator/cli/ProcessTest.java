package xps.crypto.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, as a shell starts it; and what it does when it is wrong. */
final class ProcessTest {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  private Ran start(Map<String, String> environment, Object... words) throws Exception {
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-p",
                System.getProperty("jdk.module.path"),
                "-m",
                "xps.crypto.orchestrator.cli/xps.crypto.orchestrator.cli.Main"));
    List.of(words).forEach(word -> line.add(word.toString()));
    var out = folder.resolve("stdout");
    var err = folder.resolve("stderr");
    var builder = new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** This process has the modules and nothing beside them, as a node that does without rules. */
  @Test
  void a_policy_with_rules_is_refused_where_nothing_judges_them() throws Exception {
    var change = AChange.in(folder.resolve("change"));
    var policy = change.file("orchestrator.policy.yaml");
    change.write(
        "orchestrator.policy.yaml",
        AChange.read(policy) + "\nrules: [{name: a, deny_if: \"false\", message: no}]\n");

    assertThat(start(Map.of(), "policy", "check", policy).exits(17).err())
        .contains("POLICY_INVALID", "rules-cel", "isn't here");
  }

  @Test
  void the_exit_code_and_both_streams_are_those_of_the_process() throws Exception {
    var change = AChange.in(folder.resolve("change"));

    var good = start(Map.of(), change.attest("--json"));
    assertThat(good.exits(0).json().members()).containsKey("schema");
    assertThat(good.err()).isEmpty();

    Files.writeString(change.artifact(), "machine code of 3.2.l");
    var bad = start(Map.of("LC_ALL", "C"), change.attest());
    assertThat(bad.exits(10).out()).isEmpty();
    assertThat(bad.err()).contains("DIGEST_MISMATCH", "→ ").doesNotContain("\u001b");
  }

  @Test
  void the_script_for_bash_is_one_that_bash_reads() throws Exception {
    var script = start(Map.of(), "completion", "bash").exits(0).out();
    var file = Files.writeString(folder.resolve("xps.bash"), script);

    var bash = new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();
    assertThat(bash.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).isZero();
    assertThat(script).contains("--approval", "simulate");
    assertThat(Ran.xps("completion", "fish").exits(0).out()).contains("-l approval -r", "simulate");
    assertThat(Ran.xps("completion", "fihs").exits(2).err()).contains("did you mean fish?");
  }

  @Test
  void a_mistake_of_ours_ends_with_one_and_names_a_log_and_shows_no_stack() throws IOException {
    var chance =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            throw new IllegalStateException("no chance");
          }
        };
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var surroundings =
        new Surroundings(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            new ByteArrayInputStream(new byte[0]),
            Surroundings.Terminals.NONE,
            Optional::empty,
            Map.of(),
            () -> Ran.NOW,
            chance,
            folder);
    var words = List.of("key", "generate", "--name", "n", "--out", folder.toString(), "--json");

    int exit = Main.run(words, surroundings);

    var ran = new Ran(exit, out.toString(UTF_8), err.toString(UTF_8)).exits(1);
    assertThat(ran.problems()).containsExactly("INTERNAL");
    assertThat(ran.err()).contains("INTERNAL").doesNotContain("\tat ");
    var log = Path.of(ran.problem("where"));
    assertThat(log).hasParent(folder);
    assertThat(Files.readString(log)).contains("no chance", "\tat ", "key");
  }

  @Test
  void an_input_that_fails_is_told_as_what_it_is() throws IOException {
    var broken = InputStream.nullInputStream();
    broken.close(); // as when the terminal goes away
    var change = AChange.in(folder.resolve("change"));
    var err = new ByteArrayOutputStream();
    var surroundings =
        new Surroundings(
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(err, true, UTF_8),
            broken,
            new Surroundings.Terminals(true, true, true),
            Optional::empty,
            Map.of("NO_COLOR", "1"),
            () -> Ran.NOW,
            new SecureRandom(),
            folder);
    var words = new ArrayList<String>();
    List.of(change.approve("bob")).forEach(word -> words.add(word.toString()));

    assertThat(Main.run(words, surroundings)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("Stream closed").doesNotContain("\tat ");
    assertThat(change.files()).noneMatch(file -> file.contains("approvals"));
  }
}
