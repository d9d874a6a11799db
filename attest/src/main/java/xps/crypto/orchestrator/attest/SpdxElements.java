package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.SbomFields.UNSAID;
import static xps.crypto.orchestrator.attest.SbomFields.placeOf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Value;

/**
 * The elements of an SPDX document, and whether those that it names are there: one of its own by
 * its {@code SPDXID}, one of another document by that and the document's {@code DocumentRef-}.
 */
final class SpdxElements {
  /** What an element is. */
  enum Sort {
    DOCUMENT,
    PACKAGE,
    FILE,
    SNIPPET
  }

  private static final Pattern ID = Pattern.compile("SPDXRef-[A-Za-z0-9.-]+");
  private static final Pattern DOCUMENT_ID = Pattern.compile("DocumentRef-[A-Za-z0-9.+-]+");

  private final SbomFields fields;
  private final Map<String, Sort> sorts = new HashMap<>();
  private final Set<String> otherDocuments = new HashSet<>();

  SpdxElements(Value.Obj document, SbomFields fields) {
    this.fields = fields;
    define(document, Sort.DOCUMENT);
    fields.objects(document, "packages").forEach(part -> define(part, Sort.PACKAGE));
    fields.objects(document, "files").forEach(part -> define(part, Sort.FILE));
    fields.objects(document, "snippets").forEach(part -> define(part, Sort.SNIPPET));
    for (var other : fields.objects(document, "externalDocumentRefs")) {
      var id = fields.text(other, "externalDocumentId");
      if (!DOCUMENT_ID.matcher(id).matches()) {
        fields.report(
            "an externalDocumentId is DocumentRef- and then letters, digits, dots, dashes, pluses",
            placeOf(other, "externalDocumentId"));
      } else if (!otherDocuments.add(id)) {
        fields.report("the document " + id + " stands here twice", other.place());
      }
    }
  }

  private void define(Value.Obj part, Sort sort) {
    var id = fields.text(part, "SPDXID");
    if (!id.isEmpty() && !ID.matcher(id).matches()) {
      fields.report(
          "an SPDXID is SPDXRef- and then letters, digits, dots and dashes",
          placeOf(part, "SPDXID"));
    } else if (!id.isEmpty() && sorts.putIfAbsent(id, sort) != null) {
      fields.report("the SPDXID " + id + " stands here twice", placeOf(part, "SPDXID"));
    }
  }

  /** What an element of this document is. */
  Optional<Sort> sortOf(String id) {
    return Optional.ofNullable(sorts.get(id));
  }

  boolean isOtherDocument(String id) {
    return otherDocuments.contains(id);
  }

  /** A member that names any element. */
  void refersToAny(Value.Obj part, String name) {
    refers(fields.text(part, name), placeOf(part, name));
  }

  /** The same, or says that there is none, or that nothing is said about it. */
  void refersToAnyOrNone(Value.Obj part, String name) {
    var id = fields.text(part, name);
    if (!id.equals("NONE") && !id.equals(UNSAID)) {
      refers(id, placeOf(part, name));
    }
  }

  /** A member that names a file of this document, or something of another. */
  void refersToFile(Value.Obj part, String name) {
    refersToFile(fields.text(part, name), placeOf(part, name));
  }

  /** A list of such. */
  void referToFiles(Value.Obj part, String name) {
    for (var id : fields.placedTexts(part, name)) {
      refersToFile(id.text(), id.place());
    }
  }

  /** A list of what the document describes: all but itself. */
  void referToDescribed(Value.Obj part, String name) {
    for (var id : fields.placedTexts(part, name)) {
      if (sorts.get(id.text()) == Sort.DOCUMENT) {
        fields.report("a document doesn't describe itself", id.place());
      }
      refers(id.text(), id.place());
    }
  }

  private void refersToFile(String id, Place place) {
    refers(id, place);
    if (sorts.containsKey(id) && sorts.get(id) != Sort.FILE) {
      fields.report(id + " is no file", place);
    }
  }

  private void refers(String id, Place place) {
    if (sorts.containsKey(id)) {
      return;
    }
    int colon = id.indexOf(':');
    boolean elsewhere =
        colon > 0
            && otherDocuments.contains(id.substring(0, colon))
            && ID.matcher(id.substring(colon + 1)).matches();
    if (!elsewhere) {
      fields.report("no element of the document has the SPDXID " + id, place);
    }
  }
}
