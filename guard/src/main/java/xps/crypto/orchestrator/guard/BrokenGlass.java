package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * That a decision stands on somebody's word alone: whose, what it passed over, who is to be told,
 * and who may not review it. It goes into every output, and as evidence into the audit log.
 *
 * @param person who broke it
 * @param over what it passed over
 * @param persons the person behind each approver who was entitled to the class
 * @param barred persons whose review doesn't count: who broke it, and the patch's authors
 */
public record BrokenGlass(
    BreakGlass claim,
    String person,
    ChangeClass changeClass,
    Over over,
    SortedMap<String, String> persons,
    SortedSet<String> barred) {
  private static final String TYPE = "xps-broken-glass/v1";

  /** Names in one sentence; the document has them all. */
  private static final int MOST_NAMES = 10;

  /** A thousand approvers, twice. */
  private static final Json.Limits LIMITS = new Json.Limits(1 << 20, 8, false);

  /**
   * What was passed over.
   *
   * @param quorum that of the approvers
   * @param windows closed ones
   * @param freeze one whose {@code unless} nobody else backs; others hold
   */
  public record Over(boolean quorum, boolean windows, boolean freeze) {
    boolean isAnything() {
      return quorum || windows || freeze;
    }

    private String words() {
      var words = new ArrayList<String>();
      if (quorum) {
        words.add("the quorum");
      }
      if (windows) {
        words.add("closed windows");
      }
      if (freeze) {
        words.add("a freeze that excepts this class");
      }
      return String.join(" and ", words);
    }
  }

  public BrokenGlass {
    persons = Collections.unmodifiableSortedMap(new TreeMap<>(persons));
    barred = Collections.unmodifiableSortedSet(new TreeSet<>(barred));
  }

  static BrokenGlass of(Case asked, Emergency.Real emergency, Over over) {
    var known = Persons.of(asked.policy(), asked.patch());
    var persons = new TreeMap<String, String>();
    var barred = new TreeSet<String>();
    barred.add(emergency.person());
    for (var approver : asked.policy().entitled(asked.changeClass())) {
      persons.put(approver.name(), known.of(approver));
      if (asked.policy().rbac().separateAuthor() && known.isAuthor(approver)) {
        barred.add(known.of(approver));
      }
    }
    return new BrokenGlass(
        emergency.claim(), emergency.person(), asked.changeClass(), over, persons, barred);
  }

  /** Reads what {@link #document} wrote; anything else is {@code AUDIT_TAMPERED}. */
  public static Outcome<BrokenGlass> parse(String file, byte[] text) {
    return Json.parse(file, text, Code.AUDIT_TAMPERED, LIMITS).flatMap(BrokenGlass::read);
  }

  /** Reads it where it stands in another document. */
  public static Outcome<BrokenGlass> read(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.AUDIT_TAMPERED, problems, "a broken glass");
    var type = fields.oneOf("type", List.of(TYPE));
    var claim = BreakGlass.read(fields.any("break_glass"), Code.AUDIT_TAMPERED, problems);
    var person = fields.id("person");
    var changeClass = ChangeClass.parse(fields.oneOf("class", ChangeClass.texts())).orElseThrow();
    var over =
        new Over(
            fields.bool("quorum"),
            fields.bool("windows"),
            fields.optionalBool("freeze").orElse(false));
    var persons = new TreeMap<String, String>();
    for (var item : fields.array("persons")) {
      var entry = new Fields(item, Code.AUDIT_TAMPERED, problems, "a person");
      persons.put(entry.text("approver"), entry.text("person"));
      entry.done();
    }
    var told = fields.texts("told");
    var barred = new TreeSet<>(fields.texts("barred"));
    fields.done();
    return Outcome.unless(
            problems, () -> new BrokenGlass(claim, person, changeClass, over, persons, barred))
        .flatMap(read ->
            type.equals(TYPE) && told.equals(read.told())
                ? Outcome.ok(read)
                : Outcome.refused(
                    Problem.of(
                        Code.AUDIT_TAMPERED,
                        "a list of who is to be told that doesn't follow from the rest",
                        fields.where("told"))));
  }

  /** The approvers who weren't asked, or whose windows weren't kept: they are to be told. */
  public List<String> told() {
    return persons.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(person))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** SHA-256 of its canonical form. */
  public Sha256 digest() {
    return Canonical.digest(document());
  }

  /** As the journal and the log's evidence keep it. */
  public Value.Obj document() {
    var entries = new ArrayList<Value>();
    persons.forEach((approver, person) ->
        entries.add(Value.object().put("approver", approver).put("person", person).build()));
    var text =
        Value.object()
            .put("type", TYPE)
            .put("break_glass", claim.document())
            .put("person", person)
            .put("class", changeClass.text())
            .put("quorum", over.quorum())
            .put("windows", over.windows());
    if (over.freeze()) {
      text.put("freeze", true);
    }
    return text.put("persons", entries)
        .put("told", Value.texts(told()))
        .put("barred", Value.texts(List.copyOf(barred)))
        .build();
  }

  /** The same in one sentence, as loud as a sentence can be. */
  public String words() {
    return "THE GLASS IS BROKEN by "
        + claim.approver()
        + " until "
        + Grammar.time(claim.expires())
        + ": "
        + Escape.printable(claim.reason())
        + " (passes over "
        + over.words()
        + "; to be told: "
        + names(told())
        + ")";
  }

  private static String names(List<String> names) {
    if (names.isEmpty()) {
      return "nobody else";
    }
    int more = names.size() - MOST_NAMES;
    return String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** What stands among the findings of everything that is decided by it. */
  Problem finding() {
    return new Problem(
        Code.BREAK_GLASS_REVIEW_DUE,
        words(),
        claim.place().toString(),
        "tell those who were passed over, and have the quorum review it with xps break-glass"
            + " review");
  }
}
