package xps.crypto.orchestrator.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The rules that only the text of the repository can answer. Each returns its complaints. */
record Sources(Path root) {
  private static final int MAX_LINES = 400;

  /** A folder of somebody's machine: it means nothing on the next one. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.}/])/(root|home/\\w+|Users/\\w+|work)/|\\b[A-Z]:\\\\\\\\?Users\\b");

  /** A test that sleeps is slow on a good day and wrong on a bad one. */
  private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(|\\.sleep\\(");

  private static final Set<String> NOT_OURS = Set.of(".git", "target", "build", ".idea", ".vscode");

  List<String> chapters_too_long() {
    return files(file -> file.toString().endsWith(".java")).stream()
        .filter(file -> lines(file).size() > MAX_LINES)
        .map(file ->
            "%s has %d lines; beyond %d a file holds two chapters"
                .formatted(name(file), lines(file).size(), MAX_LINES))
        .toList();
  }

  List<String> machine_paths() {
    return matches(_ -> true, MACHINE_PATH, "names a path of one machine; make it relative");
  }

  List<String> tests_that_sleep() {
    return matches(
        file -> file.toString().contains("/src/test/") && file.toString().endsWith(".java"),
        SLEEP,
        "sleeps; wait for the condition instead");
  }

  List<Path> files(Predicate<Path> wanted) {
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return !folder.equals(root) && NOT_OURS.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              var ours = !NOT_OURS.contains(file.getFileName().toString());
              if (attributes.isRegularFile() && ours && wanted.test(file)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(found);
  }

  private List<String> matches(Predicate<Path> wanted, Pattern pattern, String complaint) {
    return files(wanted).stream()
        .flatMap(file -> {
          var lines = lines(file);
          return IntStream.range(0, lines.size())
              .filter(i -> pattern.matcher(lines.get(i)).find())
              .mapToObj(i -> "%s:%d %s".formatted(name(file), i + 1, complaint));
        })
        .toList();
  }

  private Path name(Path file) {
    return root.relativize(file);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException _) {
      return List.of(); // not text
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
