package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.SbomSummary;
import xps.crypto.orchestrator.document.Value;

/** An attested patch told to people. */
final class PatchText {
  /** Enough of a digest to compare by eye; the whole of it is in {@code --json}. */
  private static final int DIGEST_CHARACTERS = 16;

  private PatchText() {}

  static List<List<String>> rows(AttestedPatch patch) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("body", patch.bodyDigest().hex()));
    rows.add(List.of("class", patch.changeClass().text()));
    rows.add(List.of("targets", String.join(", ", patch.targets())));
    rows.add(List.of("signers", names(patch.signers())));
    patch.sbom().ifPresent(sbom -> rows.add(List.of("sbom", hints(sbom))));
    for (var artifact : patch.manifest().artifacts()) {
      rows.add(
          List.of(
              "artifact",
              artifact.name()
                  + "  sha256 "
                  + artifact.sha256().hex().substring(0, DIGEST_CHARACTERS)
                  + "…  signed by "
                  + names(patch.signersOf(artifact.name()))));
    }
    return rows;
  }

  private static String hints(SbomSummary sbom) {
    return sbom.format()
        + ": "
        + counted(sbom.files(), "file")
        + ", "
        + counted(sbom.components().size(), "component")
        + ", licences "
        + names(sbom.licences());
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** What the SBOM says; hints, that nobody but its author vouches for. */
  static Value.Obj json(SbomSummary sbom) {
    var components = new ArrayList<Value>();
    for (var component : sbom.components()) {
      components.add(
          Value.object()
              .put("name", component.name())
              .put("version", component.version())
              .put("licence", component.licence())
              .put("purls", Value.texts(component.packageUrls()))
              .build());
    }
    return Value.object()
        .put("format", sbom.format())
        .put("name", sbom.name())
        .put("files", sbom.files())
        .put("components", components)
        .put("licences", Value.texts(sbom.licences()))
        .build();
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "nobody" : String.join(", ", names);
  }
}
