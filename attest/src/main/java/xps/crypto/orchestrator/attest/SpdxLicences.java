package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.SbomFields.UNSAID;
import static xps.crypto.orchestrator.attest.SbomFields.placeOf;

import java.util.HashSet;
import java.util.Set;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Value;

/** The licences that an SPDX document names, each an expression of what it or the list defines. */
final class SpdxLicences {
  private final SbomFields fields;
  private final SpdxElements elements;
  private final Set<String> defined = new HashSet<>();

  SpdxLicences(Value.Obj document, SbomFields fields, SpdxElements elements) {
    this.fields = fields;
    this.elements = elements;
    for (var licence : fields.objects(document, "hasExtractedLicensingInfos")) {
      fields.text(licence, "extractedText");
      var id = fields.text(licence, "licenseId");
      var place = placeOf(licence, "licenseId");
      if (!LicenceExpression.isReference(id) || id.indexOf(':') >= 0) {
        fields.report(
            "a licenseId is LicenseRef- and then letters, digits, dots and dashes", place);
      } else if (!defined.add(id)) {
        fields.report("the licence " + id + " stands here twice", place);
      }
    }
  }

  /** Looks at members that are one licence expression each, where they are there. */
  void check(Value.Obj part, String... names) {
    for (var name : names) {
      fields.optionalText(part, name).ifPresent(text -> check(text, placeOf(part, name)));
    }
  }

  /** Looks at a list of licence expressions. */
  void checkEach(Value.Obj part, String name) {
    for (var text : fields.placedTexts(part, name)) {
      check(text.text(), text.place());
    }
  }

  private void check(String text, Place place) {
    if (text.equals("NONE") || text.equals(UNSAID)) {
      return;
    }
    var expression = LicenceExpression.parse(text);
    if (expression.isEmpty()) {
      fields.report(text + " is no licence expression", place);
      return;
    }
    for (var reference : expression.get().references()) {
      int colon = reference.indexOf(':');
      boolean known =
          colon < 0
              ? defined.contains(reference)
              : elements.isOtherDocument(reference.substring(0, colon));
      if (!known) {
        fields.report("nothing in the document says what " + reference + " is", place);
      }
    }
  }
}
