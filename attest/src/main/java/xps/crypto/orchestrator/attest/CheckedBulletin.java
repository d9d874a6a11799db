package xps.crypto.orchestrator.attest;

import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** What {@link BulletinCheck} has proved. */
record CheckedBulletin(Bulletin bulletin) implements CurrentBulletin {
  @Override
  public List<Problem> objectionsTo(Manifest manifest) {
    return Denials.of(bulletin, manifest);
  }

  @Override
  public List<Problem> objectionsTo(TrustStore trust) {
    long version = trust.version().orElse(0);
    return version >= bulletin.trustVersion()
        ? List.of()
        : List.of(
            new Problem(
                Code.TRUST_STORE_EXPIRED,
                "this trust store has "
                    + (version == 0 ? "no version" : "version " + version)
                    + "; by the bulletin "
                    + bulletin.serial()
                    + " only those from version "
                    + bulletin.trustVersion()
                    + " on count",
                trust.file(),
                "get the newest trust store from those who keep it"));
  }
}
