package xps.crypto.orchestrator.workload;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Holds what a module needs against the libraries of this machine, where its loader looks for them
 * by default. So a module that can't be linked is refused with what is missing, before any of it
 * runs.
 */
final class MachineLibraries {
  private static final String C_LIBRARY = "libc.so.6";

  private static final int MOST_LIBRARIES = 64;
  private static final Map<String, String> TRIPLES =
      Map.of("amd64", "x86_64-linux-gnu", "aarch64", "aarch64-linux-gnu");

  private final List<Path> folders;

  MachineLibraries(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  static MachineLibraries here() {
    var triple = TRIPLES.getOrDefault(System.getProperty("os.arch"), "");
    var folders =
        Stream.of("/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib")
            .map(Path::of)
            .flatMap(folder -> Stream.of(folder.resolve(triple), folder))
            .distinct()
            .toList();
    return new MachineLibraries(folders);
  }

  /** Expected and found, where a module can't be linked here. */
  Optional<String> complaint(ElfImage module) throws IOException {
    if (module.value(ElfImage.RPATH).or(() -> module.value(ElfImage.RUNPATH)).isPresent()) {
      return Optional.of("it would look for its libraries in places of its own (RUNPATH)");
    }
    var open = new LinkedHashMap<String, Library>();
    try {
      var missing = open(module, open);
      if (missing.isPresent()) {
        return missing.map(name -> "expected the library " + name + ", found none on this machine");
      }
      var version = missingVersion(module, open);
      return version.isPresent() ? version : missingSymbol(module, open);
    } finally {
      for (var library : open.values()) {
        library.file().close();
      }
    }
  }

  private record Library(FileChannel file, ElfImage image) {}

  /** Opens all that a module needs, and what that needs; gives the first that isn't there. */
  private Optional<String> open(ElfImage module, Map<String, Library> open) throws IOException {
    // Every process of a machine that has this one has it mapped, whether a module says so or not.
    find(C_LIBRARY, module).ifPresent(library -> open.put(C_LIBRARY, library));
    var wanted = new ArrayDeque<>(module.texts(ElfImage.NEEDED));
    open.values().forEach(library -> wanted.addAll(library.image().texts(ElfImage.NEEDED)));
    while (!wanted.isEmpty()) {
      var name = wanted.remove();
      if (open.containsKey(name)) {
        continue;
      }
      var library = open.size() < MOST_LIBRARIES ? find(name, module) : Optional.<Library>empty();
      if (library.isEmpty()) {
        return Optional.of(name);
      }
      open.put(name, library.get());
      wanted.addAll(library.get().image().texts(ElfImage.NEEDED));
    }
    return Optional.empty();
  }

  /**
   * The first of that name that is for the same machine: some keep libraries of another word length
   * beside it. Never a path: only a name in a folder of the machine's.
   */
  private Optional<Library> find(String name, ElfImage module) throws IOException {
    if (name.isEmpty() || name.contains("/")) {
      return Optional.empty();
    }
    for (var folder : folders) {
      var path = folder.resolve(name);
      if (!Files.isRegularFile(path)) {
        continue;
      }
      var file = FileChannel.open(path, READ);
      var image = ElfImage.read(file).filter(found -> found.isForTheMachineOf(module));
      if (image.isPresent()) {
        return Optional.of(new Library(file, image.get()));
      }
      file.close();
    }
    return Optional.empty();
  }

  private static Optional<String> missingVersion(ElfImage module, Map<String, Library> open)
      throws IOException {
    for (var need : ElfVersions.needed(module)) {
      var library = Optional.ofNullable(open.get(need.library()));
      var versions =
          library.isPresent()
              ? ElfVersions.defined(library.get().image())
              : new ArrayList<String>();
      if (!versions.contains(need.version())) {
        return Optional.of(
            "expected %s of %s, found %s"
                .formatted(need.version(), need.library(), newest(versions, need.version())));
      }
    }
    return Optional.empty();
  }

  private static String newest(List<String> versions, String wanted) {
    var family = wanted.substring(0, wanted.lastIndexOf('_') + 1);
    return versions.stream()
        .filter(version -> version.startsWith(family) && version.matches(".*_[0-9][0-9.]{0,20}"))
        .max(Comparator.comparing(MachineLibraries::numbers))
        .map(version -> "none newer than " + version)
        .orElse("no version of that name");
  }

  /** So that 2.9 comes before 2.36. */
  private static String numbers(String version) {
    var padded = new StringBuilder();
    for (var part : version.substring(version.lastIndexOf('_') + 1).split("\\.")) {
      padded.append(" ".repeat(Math.max(0, 24 - part.length()))).append(part);
    }
    return padded.toString();
  }

  private static Optional<String> missingSymbol(ElfImage module, Map<String, Library> open)
      throws IOException {
    var missing = new TreeSet<>(module.imports());
    missing.removeAll(module.exported(missing));
    for (var library : open.values()) {
      if (missing.isEmpty()) {
        break;
      }
      missing.removeAll(library.image().exported(missing));
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "expected the symbol %s, found it in none of %s"
                .formatted(missing.first(), String.join(", ", open.keySet())));
  }
}
