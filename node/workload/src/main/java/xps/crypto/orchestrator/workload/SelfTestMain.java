package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The child process of {@link SelfTest}: loads modules, asks for their self-test and for the known
 * answers of their interface, and ends.
 *
 * <p>Arguments: {@code caged} where it is to build its cage first, in the empty folder in which it
 * was started; the store's root, its owner's uid, then a name and a digest for each module.
 */
public final class SelfTestMain {
  /** The first argument of a child that is to build its cage. */
  static final String CAGED = "caged";

  private SelfTestMain() {}

  public static void main(String[] all) throws IOException {
    boolean isCaged = all.length > 0 && all[0].equals(CAGED);
    var arguments = Arrays.copyOfRange(all, isCaged ? 1 : 0, all.length);
    var modules = modules(arguments);
    if (modules.isEmpty()) {
      end(
          Refusal.Code.USAGE.exitCode(),
          "usage: [caged] ROOT OWNER_UID NAME SHA256 [NAME SHA256]...");
      return;
    }
    if (isCaged) {
      var objects = Path.of(arguments[0]).toAbsolutePath().resolve("objects");
      var problem = Cage.enter(Path.of(System.getProperty("user.dir")), objects);
      if (problem.isPresent()) {
        end(Refusal.Code.SELFTEST_FAILED.exitCode(), "no cage can be built: " + problem.get());
        return;
      }
    }
    Libc.forgetEnvironment();
    var threads = OwnThreads.now();
    var store = ModuleStore.at(Path.of(arguments[0]), new Uid(Integer.parseInt(arguments[1])));
    for (var module : modules.entrySet()) {
      var refusal = refusal(store, module.getKey(), module.getValue());
      if (refusal.isPresent()) {
        end(refusal.get().code().exitCode(), module.getKey() + ": " + refusal.get().message());
        return;
      }
    }
    if (threads.haveGrown()) {
      end(
          Refusal.Code.SELFTEST_FAILED.exitCode(),
          "it starts threads: they would run on in code that is unloaded");
      return;
    }
    end(0, SelfTest.passed(modules));
  }

  /** Nothing, when the arguments aren't what they should be. */
  private static SortedMap<ModuleName, ObjectDigest> modules(String[] arguments) {
    var modules = new TreeMap<ModuleName, ObjectDigest>();
    if (arguments.length < 2 || arguments.length % 2 != 0 || !arguments[1].matches("[0-9]{1,9}")) {
      return new TreeMap<>();
    }
    for (var i = 2; i < arguments.length; i += 2) {
      var name = ModuleName.parse(arguments[i]);
      var sha256 = ObjectDigest.parse(arguments[i + 1]);
      if (name.isEmpty() || sha256.isEmpty()) {
        return new TreeMap<>();
      }
      modules.put(name.get(), sha256.get());
    }
    return modules;
  }

  private static Optional<Refusal> refusal(
      ModuleStore store, ModuleName name, ObjectDigest sha256) {
    var kind = ModuleKind.of(name);
    if (kind.isEmpty()) {
      return Optional.of(
          new Refusal(
              Refusal.Code.MODULE_NAME_MISMATCH, "no known interface has a module of this name"));
    }
    return switch (store
        .stage(name, sha256)
        .then(staged -> NativeModule.load(staged, kind.get()))) {
      case Attempt.Done<NativeModule>(var module) -> module.selfTest().or(module::wrongAnswer);
      case Attempt.Refused<NativeModule>(var refusal) -> Optional.of(refusal);
    };
  }

  /**
   * Ends at once, without the module's destructors: nothing that it does now may change the code.
   */
  private static void end(int exitCode, String text) throws IOException {
    // Not closed: for that the JDK opens /dev/null, and a cage has none.
    new FileOutputStream(FileDescriptor.out).write(text.getBytes(US_ASCII));
    Runtime.getRuntime().halt(exitCode);
  }
}
