package xps.crypto.orchestrator.cli.demo.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one of our programs is started: as this very one was.
 *
 * @param command what stands before the program's own words
 */
public record Program(List<String> command) {
  private static final String ROOM = "xps.crypto.orchestrator.";
  private static final String FIRST_TIER = "-XX:TieredStopAtLevel=1";
  private static final List<String> LIGHT =
      List.of("-XX:+UseSerialGC", FIRST_TIER, "-XX:-UsePerfData");

  public Program {
    command = List.copyOf(command);
  }

  /**
   * The {@code xps} that runs rollouts, without the compiler that optimises: it shares the machine.
   */
  public static Program xps() {
    var named = named("runner", "cli").command();
    var command = new ArrayList<>(named);
    command.add(1, FIRST_TIER);
    return new Program(command);
  }

  /** {@code xps}, with the memory of an agent. */
  public static Program agent() {
    return named("agent", "cli");
  }

  /** The example service. */
  public static Program hashService() {
    return named("hash-service", "examples.hashservice");
  }

  /** By the image's file of arguments; where there is no image, by the modules of this JVM. */
  private static Program named(String name, String room) {
    var home = Path.of(System.getProperty("java.home"));
    var java = home.resolve("bin").resolve("java").toString();
    var arguments = home.resolve("lib").resolve(name + ".args");
    if (Files.isRegularFile(arguments)) {
      return new Program(List.of(java, "@" + arguments));
    }
    var command = new ArrayList<String>();
    command.add(java);
    command.addAll(LIGHT);
    command.addAll(List.of("-p", System.getProperty("jdk.module.path", "")));
    command.addAll(List.of("--enable-native-access=" + ROOM + "workload,org.xerial.sqlitejdbc"));
    command.addAll(List.of("-m", ROOM + room + "/" + ROOM + room + ".Main"));
    return new Program(command);
  }
}
