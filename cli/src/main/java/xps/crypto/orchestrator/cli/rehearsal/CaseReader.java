package xps.crypto.orchestrator.cli.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Environment;

/** Reads a table of cases; all that is wrong with it is told at once. */
final class CaseReader {
  private static final int MOST_CASES = 1_000;
  private static final int MOST_WORDS = 64;
  private static final List<String> CODES = Arrays.stream(Code.values()).map(Code::name).toList();

  private final List<Problem> problems = new ArrayList<>();

  private CaseReader() {}

  static Outcome<List<PolicyCase>> read(String file, byte[] text) {
    return Yaml.parse(file, text, Code.POLICY_INVALID)
        .flatMap(value -> {
          var reader = new CaseReader();
          var cases = reader.cases(value);
          return Outcome.unless(reader.problems, () -> cases);
        });
  }

  private List<PolicyCase> cases(Value value) {
    var fields = fields(value, "the table of cases");
    var items = fields.array("cases");
    fields.done();
    if (items.isEmpty() || items.size() > MOST_CASES) {
      fields.problem(
          "cases", "a table has 1 to " + MOST_CASES + " cases", "split it, or write one");
      return List.of();
    }
    var cases = new ArrayList<PolicyCase>();
    var names = new HashSet<String>();
    for (var item : items) {
      var entry = fields(item, "a case");
      var read = oneCase(entry);
      if (!names.add(read.name())) {
        entry.problem("name", "this name stands here twice", "give each case its own");
      }
      cases.add(read);
    }
    return cases;
  }

  private PolicyCase oneCase(Fields entry) {
    var name = entry.text("name", CaseReader::isName, "a line of 1 to 200 characters");
    var patch = patch(entry.optionalObject("patch"));
    var plan = plan(entry.optionalObject("plan"));
    var labels = labels(entry.optionalAny("labels"));
    int attempt =
        entry.optionalInteger("attempt", 1, Environment.MOST_ATTEMPTS).orElse(1L).intValue();
    var approvals = approvals(entry, attempt);
    var environment = entry.optionalId("environment").orElse("prod");
    var before =
        entry
            .optionalTexts("succeeded_in", Grammar::isId, "the name of an environment")
            .orElse(List.of());
    var at = entry.time("at");
    var expected = expected(entry.object("expect"));
    entry.done();
    return new PolicyCase(
        name, patch, plan, labels, approvals, environment, attempt, before, at, expected);
  }

  private static boolean isName(String text) {
    return !text.isBlank()
        && text.length() <= 200
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static PolicyCase.Patch patch(Optional<Fields> given) {
    if (given.isEmpty()) {
      return new PolicyCase.Patch(
          ChangeClass.PATCH, List.of("api"), Optional.empty(), false, true, true, true);
    }
    var fields = given.get();
    var patch =
        new PolicyCase.Patch(
            fields
                .optionalOneOf("class", ChangeClass.texts())
                .flatMap(ChangeClass::parse)
                .orElse(ChangeClass.PATCH),
            fields
                .optionalTexts("targets", Grammar::isTarget, "a role of nodes")
                .filter(targets -> !targets.isEmpty())
                .orElse(List.of("api")),
            fields.optionalId("author"),
            fields.optionalBool("restart").orElse(false),
            fields.optionalBool("sbom").orElse(true),
            fields.optionalBool("signed").orElse(true),
            fields.optionalBool("signer_named").orElse(true));
    fields.done();
    return patch;
  }

  private static PolicyCase.Shape plan(Optional<Fields> given) {
    if (given.isEmpty()) {
      return new PolicyCase.Shape(true, true, true, false);
    }
    var fields = given.get();
    var shape =
        new PolicyCase.Shape(
            fields.optionalBool("canary").orElse(true),
            fields.optionalBool("rollback").orElse(true),
            fields.optionalBool("health_check").orElse(true),
            fields.optionalBool("large_last_wave").orElse(false));
    fields.done();
    return shape;
  }

  /** Labels of the nodes, for windows that match some. */
  private SortedMap<String, String> labels(Optional<Value> given) {
    var labels = new TreeMap<String, String>();
    given.ifPresent(value -> {
      var fields = fields(value, "the labels");
      for (var name : fields.value().members().keySet()) {
        labels.put(name, fields.text(name, Grammar::isTarget, "the value of a label"));
      }
      fields.done();
    });
    return labels;
  }

  private List<PolicyCase.Word> approvals(Fields entry, int attempt) {
    var words = new ArrayList<PolicyCase.Word>();
    var items = entry.optionalArray("approvals").orElse(List.of());
    if (items.size() > MOST_WORDS) {
      entry.problem("approvals", "a case has at most " + MOST_WORDS, "take some out");
      return words;
    }
    for (var item : items) {
      if (item instanceof Value.Str(var name, _) && Grammar.isId(name)) {
        words.add(
            new PolicyCase.Word(
                name, Decision.APPROVE, attempt, Duration.ofMinutes(1), Duration.ofHours(1)));
      } else {
        words.add(word(fields(item, "an approval, if it isn't just a name,"), attempt));
      }
    }
    return words;
  }

  private static PolicyCase.Word word(Fields fields, int attempt) {
    var word =
        new PolicyCase.Word(
            fields.id("by"),
            fields
                .optionalOneOf("decision", Decision.texts())
                .flatMap(Decision::parse)
                .orElse(Decision.APPROVE),
            fields
                .optionalInteger("attempt", 1, Environment.MOST_ATTEMPTS)
                .orElse((long) attempt)
                .intValue(),
            fields.optionalDuration("ago").orElse(Duration.ofMinutes(1)),
            fields.optionalDuration("valid").orElse(Duration.ofHours(1)));
    fields.done();
    return word;
  }

  private static PolicyCase.Expected expected(Fields fields) {
    boolean allow = fields.bool("allow");
    var codes = fields.optionalTexts("codes", CODES::contains, "a code that xps explain knows");
    if (allow && codes.filter(list -> !list.isEmpty()).isPresent()) {
      fields.problem("codes", "what is allowed has no codes", "take codes out");
    }
    fields.done();
    return new PolicyCase.Expected(allow, codes.map(CaseReader::codes));
  }

  private static NavigableSet<Code> codes(List<String> names) {
    var codes = new TreeSet<Code>();
    names.stream().filter(CODES::contains).map(Code::valueOf).forEach(codes::add);
    return codes;
  }

  private Fields fields(Value value, String what) {
    return new Fields(value, Code.POLICY_INVALID, problems, what);
  }
}
