package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.AttestedPatch;

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

  private static String names(List<String> names) {
    return names.isEmpty() ? "nobody" : String.join(", ", names);
  }
}
