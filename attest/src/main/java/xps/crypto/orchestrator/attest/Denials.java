package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** What a bulletin denies, in words. Whether the bulletin holds, its caller has found out. */
final class Denials {
  private Denials() {}

  /** Everything of a patch that is denied: its body, or an artifact. */
  static List<Problem> of(Bulletin bulletin, Manifest manifest) {
    var denials = new ArrayList<Problem>();
    if (bulletin.denied().contains(manifest.bodyDigest())) {
      denials.add(denied(bulletin, "this patch", manifest.bodyDigest(), manifest.whereOf("id")));
    }
    for (var artifact : manifest.artifacts()) {
      if (bulletin.denied().contains(artifact.sha256())) {
        denials.add(
            denied(bulletin, artifact.name(), artifact.sha256(), artifact.place().toString()));
      }
    }
    return List.copyOf(denials);
  }

  private static Problem denied(Bulletin bulletin, String what, Sha256 digest, String where) {
    return new Problem(
        Code.DENIED,
        what + " (" + digest + ") is denied by the bulletin " + bulletin.serial(),
        where,
        "don't install it; make a new version");
  }
}
