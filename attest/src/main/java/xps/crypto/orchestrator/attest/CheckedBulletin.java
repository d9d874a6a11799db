package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** What {@link BulletinCheck} has proved. */
record CheckedBulletin(Bulletin bulletin) implements CurrentBulletin {
  @Override
  public List<Problem> objectionsTo(Manifest manifest) {
    var objections = new ArrayList<Problem>();
    if (bulletin.denied().contains(manifest.bodyDigest())) {
      objections.add(denied("this patch", manifest.bodyDigest(), manifest.whereOf("id")));
    }
    for (var artifact : manifest.artifacts()) {
      if (bulletin.denied().contains(artifact.sha256())) {
        objections.add(denied(artifact.name(), artifact.sha256(), artifact.place().toString()));
      }
    }
    return List.copyOf(objections);
  }

  private Problem denied(String what, Sha256 digest, String where) {
    return new Problem(
        Code.DENIED,
        what + " (" + digest + ") is denied by the bulletin " + bulletin.serial(),
        where,
        "don't install it; make a new version");
  }
}
