package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** What approvers approve: who gets it, when, in which order (FORMATS §6). */
public final class PlanDigest {
  private PlanDigest() {}

  /** Commits to the plan file's digest, the patch's body and every wave, the canary first. */
  public static Sha256 of(Sha256 planFile, Sha256 body, List<WaveRoot> waves) {
    return Canonical.digest(document(planFile, body, waves));
  }

  /** What {@link #of} is the digest of, in its canonical form. */
  static Value.Obj document(Sha256 planFile, Sha256 body, List<WaveRoot> waves) {
    var list = new ArrayList<Value>();
    for (var wave : waves) {
      list.add(
          Value.object()
              .put("name", wave.name())
              .put("count", wave.count())
              .put("root", wave.root().hex())
              .build());
    }
    return Value.object()
        .put("plan", planFile.hex())
        .put("body", body.hex())
        .put("waves", list)
        .build();
  }
}
