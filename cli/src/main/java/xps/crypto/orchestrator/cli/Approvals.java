package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.guard.Approval;

/**
 * The approvals in some files and folders; claims, all of them.
 *
 * @param unreadable why some files are none
 */
record Approvals(List<Approval> readable, List<Problem> unreadable) {
  /** More than any quorum needs; a folder with more is a wrong one. */
  private static final int MOST_FILES = 1_000;

  private static final String ENDING = ".json";

  Approvals {
    readable = List.copyOf(readable);
    unreadable = List.copyOf(unreadable);
  }

  /** Reads files, and of folders every {@code .json} in byte order of the names; each file once. */
  static Approvals read(List<Path> named) {
    var problems = new ArrayList<Problem>();
    var files = new LinkedHashSet<Path>();
    named.forEach(path -> collect(path, files, problems));
    var approvals = new ArrayList<Approval>();
    for (var file : files) {
      var read =
          Source.read(file, Code.APPROVAL_INVALID)
              .flatMap(text -> Approval.parse(file.toString(), text));
      switch (read) {
        case Outcome.Ok<Approval>(var approval, _) -> approvals.add(approval);
        case Outcome.Refused<Approval>(var reasons) -> problems.addAll(reasons);
      }
    }
    return new Approvals(approvals, problems);
  }

  /**
   * Why fewer can be read than before, if that is so: a disk that fails takes nobody's word back,
   * and a plan may send nodes back for a word that is taken back.
   */
  List<Problem> lostSince(Approvals before) {
    return readable.size() < before.readable.size()
        ? unreadable.stream().filter(problem -> !before.unreadable.contains(problem)).toList()
        : List.of();
  }

  private static void collect(Path path, SequencedSet<Path> files, List<Problem> problems) {
    if (!Files.isDirectory(path)) {
      files.add(path.normalize());
      return;
    }
    var inside = new TreeSet<Path>();
    try (var entries = Files.newDirectoryStream(path, "*" + ENDING)) {
      for (var entry : entries) {
        inside.add(entry.normalize());
        if (inside.size() > MOST_FILES) {
          problems.add(
              new Problem(
                  Code.APPROVAL_INVALID,
                  "more than " + MOST_FILES + " files are in this folder",
                  path.toString(),
                  "name the folder that holds the approvals of this change alone"));
          return;
        }
      }
      files.addAll(inside);
    } catch (IOException e) {
      problems.add(
          new Problem(
              Code.APPROVAL_INVALID,
              "this folder can't be read: " + Disk.words(e),
              path.toString(),
              "check the path and its rights"));
    }
  }
}
