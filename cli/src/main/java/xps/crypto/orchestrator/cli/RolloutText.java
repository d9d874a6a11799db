package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.RolloutResult;

/** A rollout told to people and pipelines, from the picture that its runner keeps. */
final class RolloutText {
  /** A picture of a million nodes. */
  private static final Json.Limits PICTURE = new Json.Limits(1 << 29, 8, false);

  /** What somebody has to see to; the reasons of such a node begin with it. */
  private static final Set<String> MARKED = Set.of("restored", "drift");

  /** Lines of one screen. */
  private static final int MOST_ODD = 20;

  private RolloutText() {}

  /** The picture of a rollout; an empty object while there is none. */
  static Value.Obj picture(Journal journal, String rollout) throws IOException {
    var drawn = journal.picture(rollout);
    if (drawn.isEmpty()) {
      return Value.object().build();
    }
    var json = drawn.get().getBytes(StandardCharsets.UTF_8);
    return Json.parse("picture", json, Code.INTERNAL, PICTURE).orThrow() instanceof Value.Obj read
        ? read
        : Value.object().build();
  }

  /** What {@code apply --json} adds when there was no rollout. */
  static Value.Obj nothing() {
    return members("", "", Value.object().build());
  }

  /** What {@code apply --json} adds. */
  static Value.Obj members(String rollout, String result, Value.Obj picture) {
    return Value.object()
        .put("rollout", rollout)
        .put("result", result)
        .put("break_glass", text(picture, "break_glass"))
        .put("waves", list(picture, "waves"))
        .put("nodes", list(picture, "nodes"))
        .build();
  }

  static List<Value> list(Value.Obj picture, String name) {
    return picture.get(name).orElse(Value.array(List.of())) instanceof Value.Arr(var items, _)
        ? items
        : List.of();
  }

  /** Whether it says yes to that; whatever it doesn't say is no. */
  static boolean isTrue(Value of, String name) {
    return of instanceof Value.Obj object
        && object.get(name).orElse(of) instanceof Value.Bool(var truth, _)
        && truth;
  }

  static String text(Value of, String name) {
    return of instanceof Value.Obj object
            && object.get(name).orElse(of) instanceof Value.Str(var text, _)
        ? text
        : "";
  }

  private static long number(Value of, String name) {
    return of instanceof Value.Obj object
            && object.get(name).orElse(of) instanceof Value.Int(var number, _)
        ? number
        : 0;
  }

  /** Why a rollout that came to an end isn't a success. */
  static List<Problem> problems(RolloutResult result, String rollout) {
    var code =
        switch (result.kind()) {
          case DONE -> Code.INTERNAL;
          case ROLLED_BACK -> Code.ROLLED_BACK;
          case FAILED -> Code.ROLLOUT_FAILED;
          case NEEDS_PERSON -> Code.ROLLBACK_FAILED;
          case CANCELLED -> Code.CANCELLED;
        };
    return result.kind() == RolloutResult.Kind.DONE
        ? List.of()
        : List.of(Problem.of(code, counts(result) + ": " + result.reason(), "rollout " + rollout));
  }

  static List<String> report(String rollout, RolloutResult result, Value.Obj picture) {
    var report = new ArrayList<String>();
    boolean isDone = result.kind() == RolloutResult.Kind.DONE;
    report.add((isDone ? "✓ done: " : "✗ " + word(result) + ": ") + counts(result));
    if (!text(picture, "break_glass").isEmpty()) {
      report.add("! " + text(picture, "break_glass"));
    }
    report.add("");
    report.addAll(table(picture));
    report.add("");
    report.add("rollout " + rollout);
    return report;
  }

  private static String word(RolloutResult result) {
    return switch (result.kind()) {
      case DONE -> "done";
      case ROLLED_BACK -> "rolled back";
      case FAILED -> "failed";
      case NEEDS_PERSON -> "somebody must look";
      case CANCELLED -> "cancelled";
    };
  }

  private static String counts(RolloutResult result) {
    var counts = new ArrayList<String>();
    counts.add(result.healthy() + " healthy");
    add(counts, result.rolledBack(), "rolled back");
    add(counts, result.failed(), "failed");
    add(counts, result.skipped(), "left out");
    add(counts, result.needPerson(), "for a person to look at");
    return String.join(", ", counts);
  }

  private static void add(List<String> counts, int count, String what) {
    if (count > 0) {
      counts.add(count + " " + what);
    }
  }

  /** A line for each wave, with the first reason for which one isn't further. */
  static List<String> table(Value.Obj picture) {
    var rows = new ArrayList<List<String>>();
    for (var wave : list(picture, "waves")) {
      rows.add(
          List.of(
              text(wave, "name"),
              text(wave, "state"),
              number(wave, "healthy") + " of " + number(wave, "count") + " healthy",
              text(wave, "state").equals("passed")
                  ? ""
                  : reasons(wave).stream().findFirst().orElse("")));
    }
    return Columns.table(rows);
  }

  /** A line for each node that isn't simply waiting or healthy, with the first reason. */
  static List<String> nodes(Value.Obj picture) {
    var rows = new ArrayList<List<String>>();
    for (var node : list(picture, "nodes")) {
      rows.add(
          List.of(
              text(node, "id"),
              text(node, "wave"),
              text(node, "stage").replace('_', ' '),
              reasons(node).stream().findFirst().orElse("")));
    }
    return Columns.table(rows);
  }

  /** A line for each node that somebody has to see to; the first of them. */
  static List<String> odd(Value.Obj picture) {
    return list(picture, "nodes").stream()
        .filter(node ->
            node instanceof Value.Obj object
                && list(object, "flags").stream()
                    .anyMatch(
                        flag -> flag instanceof Value.Str(var text, _) && MARKED.contains(text)))
        .limit(MOST_ODD)
        .map(node -> text(node, "id") + ": " + reasons(node).stream().findFirst().orElse(""))
        .toList();
  }

  static List<String> reasons(Value node) {
    return node instanceof Value.Obj object
        ? list(object, "why").stream()
            .map(reason -> reason instanceof Value.Str(var text, _) ? text : "")
            .toList()
        : List.of();
  }
}
