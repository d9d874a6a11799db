package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * A repository as a command line names it: {@code file:///srv/patches}, {@code file:patches}, or
 * the folder alone.
 */
record RepoUrl(String text, Path folder) {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");

  /** The folders of which a repository has at least one. */
  private static final List<String> PARTS = List.of("objects", "patches");

  static Outcome<RepoUrl> parse(String text) {
    var url = SCHEME.matcher(text);
    if (!url.matches()) {
      return folder(text, text);
    }
    return switch (url.group(1).toLowerCase(Locale.ROOT)) {
      case "file" -> folder(text, withoutEmptyHost(url.group(2)));
      case "s3", "oci" ->
          Outcome.refused(
              Usage.problem(
                  "repositories at " + url.group(1) + ": come with a later version",
                  text,
                  "name a folder: file:///srv/xps/patches"));
      default ->
          Outcome.refused(
              Usage.problem(
                  "there are no repositories at " + url.group(1) + ":",
                  text,
                  "name a folder: file:///srv/xps/patches"));
    };
  }

  /** RFC 8089: {@code file:///a} and {@code file:/a} are the same. */
  private static String withoutEmptyHost(String path) {
    return path.startsWith("///") ? path.substring(2) : path;
  }

  private static Outcome<RepoUrl> folder(String text, String path) {
    if (path.startsWith("//")) {
      return Outcome.refused(
          Usage.problem(
              "a file: repository is on this machine and has no host",
              text,
              "write three slashes: file:///srv/xps/patches"));
    }
    try {
      return path.isEmpty()
          ? Outcome.refused(Usage.problem("this names no folder", text, "name the folder"))
          : Outcome.ok(new RepoUrl(text, Path.of(path)));
    } catch (InvalidPathException _) {
      return Outcome.refused(Usage.problem("this can't be a folder's name", text, "name a folder"));
    }
  }

  /** The repository; one that doesn't exist yet is empty, and made by the first push. */
  Repo repo() {
    return Repo.filesystem(folder);
  }

  /** The repository, which has to be there. */
  Outcome<Repo> existing() {
    if (PARTS.stream().anyMatch(part -> Files.isDirectory(folder.resolve(part)))) {
      return Outcome.ok(repo());
    }
    return Outcome.refused(
        new Problem(
            Code.REPO_UNREACHABLE,
            Files.isDirectory(folder)
                ? "this folder is no repository: " + String.join("/ and ", PARTS) + "/ are missing"
                : "there is no repository here",
            text,
            "check the URL, or make it with xps repo push"));
  }

  /** What went wrong at the repository, while it was read or written. */
  Problem unreachable(IOException e) {
    return new Problem(
        Code.REPO_UNREACHABLE,
        "the repository can't be read or written: " + Disk.words(e),
        text,
        "check the folder, its disk and your rights there");
  }
}
