package xps.crypto.orchestrator.cli.demo;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Value;

/** Runs commands of {@code xps} in this process, as somebody with a pipeline would. */
@FunctionalInterface
public interface Xps {

  /** Runs one command with {@code --json}. */
  Ran run(List<String> words);

  /**
   * How a command ended.
   *
   * @param json what it printed
   */
  record Ran(int exit, Value.Obj json) {

    /** The codes of what refused, in their order. */
    List<String> codes() {
      var codes = new ArrayList<String>();
      for (var problem : list("problems")) {
        problem.get("code").map(Ran::text).ifPresent(codes::add);
      }
      return List.copyOf(codes);
    }

    /** The first problem in the command's own words. */
    String complaint() {
      return list("problems").stream()
          .findFirst()
          .map(problem ->
              problem.get("code").map(Ran::text).orElse("")
                  + ": "
                  + problem.get("message").map(Ran::text).orElse(""))
          .orElse("exit " + exit);
    }

    /** The objects of a list; none where there is no such list. */
    List<Value.Obj> list(String name) {
      return json
          .get(name)
          .filter(Value.Arr.class::isInstance)
          .map(Value.Arr.class::cast)
          .map(Value.Arr::items)
          .orElse(List.of())
          .stream()
          .filter(Value.Obj.class::isInstance)
          .map(Value.Obj.class::cast)
          .toList();
    }

    /** A text or number as people read it; empty where there is none. */
    String text(String name) {
      return json.get(name).map(Ran::text).orElse("");
    }

    static String text(Value value) {
      return switch (value) {
        case Value.Str(var text, _) -> text;
        case Value.Int(var number, _) -> Long.toString(number);
        case Value.Bool(var truth, _) -> Boolean.toString(truth);
        case Value.Real(var number, _) -> Double.toString(number);
        case Value.Nil _, Value.Arr _, Value.Obj _ -> "";
      };
    }
  }
}
