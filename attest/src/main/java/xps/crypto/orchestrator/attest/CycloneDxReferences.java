package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.SbomFields.placeOf;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Value;

/**
 * What a CycloneDX document calls its parts, by {@code bom-ref}, and what depends on what: every
 * name is given once, and what a dependency names is in the document.
 */
final class CycloneDxReferences {
  private static final String NAME = "bom-ref";

  private final Value.Obj document;
  private final CycloneDxVersion rules;
  private final SbomFields fields;
  private final Set<String> named = new HashSet<>();

  CycloneDxReferences(Value.Obj document, CycloneDxVersion rules, SbomFields fields) {
    this.document = document;
    this.rules = rules;
    this.fields = fields;
  }

  void check() {
    names();
    for (var service : fields.objects(document, "services")) {
      fields.text(service, "name");
    }
    var depending = new HashSet<String>();
    for (var dependency : fields.objects(document, "dependencies")) {
      fields.onlyHas(dependency, rules.dependencyFields());
      var from = fields.text(dependency, "ref");
      refers(from, placeOf(dependency, "ref"));
      if (!from.isEmpty() && !depending.add(from)) {
        fields.report("the dependencies of " + from + " stand here twice", dependency.place());
      }
      list(dependency, "dependsOn");
      list(dependency, "provides");
    }
  }

  /** Names may be given anywhere: to licences, services, annotations as well. */
  private void names() {
    var open = new ArrayDeque<Value>();
    open.add(document);
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Value.Obj part -> {
          if (part.members().containsKey(NAME)) {
            var name = fields.text(part, NAME);
            if (!name.isEmpty() && !named.add(name)) {
              fields.report("the bom-ref " + name + " stands here twice", placeOf(part, NAME));
            }
          }
          open.addAll(part.members().values());
        }
        case Value.Arr list -> open.addAll(list.items());
        case Value.Str _, Value.Int _, Value.Real _, Value.Bool _, Value.Nil _ -> {}
      }
    }
  }

  private void list(Value.Obj dependency, String name) {
    var seen = new HashSet<String>();
    for (var to : fields.placedTexts(dependency, name)) {
      refers(to.text(), to.place());
      if (!seen.add(to.text())) {
        fields.report(to.text() + " stands here twice", to.place());
      }
    }
  }

  private void refers(String name, Place place) {
    if (!name.isEmpty() && !named.contains(name)) {
      fields.report("nothing in the document has the bom-ref " + name, place);
    }
  }
}
