package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Glob;

/** Reads what a signer may sign. */
final class MaySignReader {
  private MaySignReader() {}

  static MaySign read(Fields entry) {
    var ids = globs(entry, "ids");
    var targets = globs(entry, "targets");
    var classes =
        entry
            .optionalTexts(
                "classes",
                text -> ChangeClass.parse(text).isPresent(),
                "one of " + String.join(", ", ChangeClass.texts()))
            .map(MaySignReader::classes);
    var kinds =
        entry
            .optionalTexts(
                "kinds",
                text -> Kind.parse(text).isPresent(),
                "one of " + String.join(", ", Kind.texts()))
            .map(MaySignReader::kinds);
    entry.done();
    return new MaySign(ids, targets, classes, kinds.orElse(MaySign.ANYTHING.kinds()));
  }

  private static Optional<List<Glob>> globs(Fields entry, String name) {
    return entry
        .optionalTexts(name)
        .map(patterns -> {
          var globs = new ArrayList<Glob>(patterns.size());
          for (var pattern : patterns) {
            globs.add(Glob.of(pattern));
          }
          return globs;
        });
  }

  private static Set<ChangeClass> classes(List<String> texts) {
    var classes = EnumSet.noneOf(ChangeClass.class);
    for (var text : texts) {
      ChangeClass.parse(text).ifPresent(classes::add);
    }
    return classes;
  }

  private static Set<Kind> kinds(List<String> texts) {
    var kinds = EnumSet.noneOf(Kind.class);
    for (var text : texts) {
      Kind.parse(text).ifPresent(kinds::add);
    }
    return kinds;
  }
}
