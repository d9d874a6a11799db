package xps.crypto.orchestrator.cli.field;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Starts the real programs, each as a process of its own, from what the tests were built from. */
public final class Programs {
  private static final String AGENT = "xps.crypto.orchestrator.agent";
  private static final String ROOM = "xps.crypto.orchestrator.workload";

  private Programs() {}

  public static Process agent(Path config) throws IOException {
    return start(
        "is up",
        modulePath(),
        List.of("-Xmx48m"),
        "xps.crypto.orchestrator.cli/xps.crypto.orchestrator.cli.Main",
        List.of("agent", "run", "--config", config.toString(), "--max-backoff", "1s"));
  }

  /** An agent whose disk kills its process after so many steps. */
  static ProcessBuilder mortalAgent(Path config, int steps) {
    var built =
        Arrays.stream(modulePath().split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(part -> part.toString().contains(Path.of("node", "agent", "target").toString()))
            .findFirst()
            .orElseThrow();
    var room = built.resolveSibling("test-classes");
    var command = java(modulePath(), List.of("-Xmx48m"));
    command.add(command.indexOf("-m"), "--patch-module");
    command.add(command.indexOf("-m"), AGENT + "=" + room);
    command.addAll(
        List.of(AGENT + "/" + AGENT + ".MortalAgent", config.toString(), Integer.toString(steps)));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  public static Process hashService(Path settings) throws IOException {
    return start(
        "ready at",
        modulePath() + File.pathSeparator + hashServicePath(),
        List.of("-Xmx64m"),
        "xps.crypto.orchestrator.examples.hashservice/"
            + "xps.crypto.orchestrator.examples.hashservice.Main",
        List.of(settings.toString()));
  }

  private static Process start(
      String ready, String modulePath, List<String> options, String main, List<String> words)
      throws IOException {
    var command = java(modulePath, options);
    command.add(main);
    command.addAll(words);
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(ready)) {
        return process;
      }
    }
    throw new AssertionError(main + " ended with " + process.onExit().join().exitValue());
  }

  /** Up to the name of the main class. */
  private static List<String> java(String modulePath, List<String> options) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(options);
    command.addAll(List.of("-p", modulePath, "--enable-native-access=" + ROOM, "-m"));
    return command;
  }

  private static String modulePath() {
    return System.getProperty("jdk.module.path");
  }

  /** No room of the command's: so the tests have it on their class path. */
  private static String hashServicePath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.contains("hash-service"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
