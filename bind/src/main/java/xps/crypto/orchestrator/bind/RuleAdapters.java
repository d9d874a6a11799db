package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import xps.crypto.orchestrator.guard.RuleEngine;

/**
 * Finds what judges the rules of policies, for whoever loads one: {@code Policy.fromYaml(file,
 * RuleAdapters::find)}. It is looked for when the first policy with rules is loaded, so that who
 * has none doesn't wait for it.
 *
 * <p>In the run-time image it lies in {@code lib/adapters/rules-cel}, beside the modules: its
 * library is of the kind that no image can link. So it is loaded from there on a class path of its
 * own. Whoever runs from jars has it on the class path, or names its folder by {@code
 * -Dxps.rules=DIR}. Nothing is ever looked for in a folder that a document names.
 */
public final class RuleAdapters {
  private RuleAdapters() {}

  /** What is there; the same each time. Where it is there and broken, it isn't there. */
  public static Optional<RuleEngine> find() {
    return Found.ENGINE;
  }

  /** Made when it is first asked for. */
  private static final class Found {
    static final Optional<RuleEngine> ENGINE =
        in(RuleEngine.class.getClassLoader()).or(() -> in(folder()));
  }

  private static Path folder() {
    var named = System.getProperty("xps.rules", "");
    return named.isEmpty()
        ? Path.of(System.getProperty("java.home"), "lib", "adapters", "rules-cel")
        : Path.of(named);
  }

  /** The engine whose jars lie in a folder. */
  static Optional<RuleEngine> in(Path folder) {
    var jars = new ArrayList<URL>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
      for (var jar : found) {
        jars.add(url(jar));
      }
    } catch (IOException _) {
      return Optional.empty(); // nobody has put one there
    }
    jars.sort((one, other) -> one.getPath().compareTo(other.getPath()));
    return in(new URLClassLoader(jars.toArray(URL[]::new), RuleEngine.class.getClassLoader()));
  }

  private static Optional<RuleEngine> in(ClassLoader classes) {
    try {
      return ServiceLoader.load(RuleEngine.class, classes).findFirst();
    } catch (ServiceConfigurationError | LinkageError _) {
      return Optional.empty(); // to its user a broken one is none: a policy with rules is refused
    }
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
