package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Nearest;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** Reads the policy's {@code break_glass}. */
final class BreakGlassReader {
  /** A week is as long as an approval counts; what takes longer can wait for the quorum. */
  private static final int MOST_HOURS = 7 * 24;

  /** Each of them is worth a quorum: a long list is none that anybody watches. */
  private static final int MOST_KEYS = 64;

  private final Policy.Rbac rbac;
  private final List<Problem> problems;

  BreakGlassReader(Policy.Rbac rbac, List<Problem> problems) {
    this.rbac = rbac;
    this.problems = problems;
  }

  BreakGlassRules read(Fields fields) {
    var holders = holders(fields);
    var longest = Duration.ofHours(fields.integer("max_hours", 1, MOST_HOURS));
    var classes = classes(fields);
    fields.done();
    return new BreakGlassRules(holders, longest, classes, fields.value().place());
  }

  private List<BreakGlassRules.Holder> holders(Fields fields) {
    var items = fields.array("keys");
    if (items.size() > MOST_KEYS) {
      fields.problem(
          "keys",
          items.size() + " keys are more than " + MOST_KEYS,
          "name the few whose word is to be worth a quorum");
      return List.of();
    }
    var names = new HashSet<String>();
    var keys = new HashSet<VerifyingKey>();
    var holders = new ArrayList<BreakGlassRules.Holder>();
    for (var item : items) {
      var holder = item instanceof Value.Str(var name, _) ? approver(item, name) : entry(item);
      if (holder.isEmpty()) {
        continue;
      }
      if (!names.add(holder.get().name())) {
        report(item, holder.get().name() + " stands here twice", "make it one entry");
      } else if (!keys.add(holder.get().key())) {
        report(item, "this key stands here twice", "give each person a key of their own");
      } else {
        holders.add(holder.get());
      }
    }
    return holders;
  }

  /** A name alone is that of an approver, whose everyday key it is then. */
  private Optional<BreakGlassRules.Holder> approver(Value item, String name) {
    var known =
        rbac.approvers().stream().filter(approver -> approver.name().equals(name)).findFirst();
    if (known.isEmpty()) {
      var meant = Nearest.to(name, rbac.approvers().stream().map(Approver::name).toList());
      report(
          item,
          "there is no approver "
              + Escape.quote(name)
              + meant.map(word -> "; did you mean " + Escape.quote(word) + "?").orElse(""),
          "write the name of an approver, or {name, ed25519 or ssh} for a key of its own");
    }
    return known.map(approver ->
        new BreakGlassRules.Holder(name, approver.person(), approver.key(), item.place()));
  }

  private Optional<BreakGlassRules.Holder> entry(Value item) {
    var entry = new Fields(item, PolicyReader.INVALID, problems, "a break-glass key");
    var name = entry.id("name");
    var namesake =
        rbac.approvers().stream().filter(approver -> approver.name().equals(name)).findFirst();
    var given = entry.optionalId("person");
    var person = given.or(() -> namesake.map(Approver::person)).orElse(name);
    if (namesake.filter(approver -> !approver.person().equals(person)).isPresent()) {
      report(
          item,
          "the approver " + name + " is another person",
          "leave the person out, or give the key another name");
    }
    var key = RbacReader.key(entry);
    entry.done();
    var owner =
        rbac.approvers().stream()
            .filter(approver -> key.filter(approver.key()::equals).isPresent())
            .findFirst();
    if (owner.isPresent() && !owner.get().person().equals(person)) {
      report(
          item,
          "this is the key of the approver " + owner.get().name() + ", who is another person",
          "write " + owner.get().name() + " instead, or give " + name + " a key of their own");
    }
    return key.map(found -> new BreakGlassRules.Holder(name, person, found, item.place()));
  }

  private static Set<ChangeClass> classes(Fields fields) {
    var classes = EnumSet.noneOf(ChangeClass.class);
    for (var text : fields.texts("classes")) {
      ChangeClass.parse(text)
          .ifPresentOrElse(
              classes::add,
              () ->
                  fields.problem(
                      "classes",
                      "there is no class " + Escape.quote(text),
                      "write one of: " + String.join(", ", ChangeClass.texts())));
    }
    return classes;
  }

  private void report(Value item, String message, String remedy) {
    problems.add(Problem.at(item.place(), PolicyReader.INVALID, message, remedy));
  }
}
