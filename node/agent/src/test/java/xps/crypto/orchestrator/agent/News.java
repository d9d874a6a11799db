package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;

/** Bulletins as tests need them. */
final class News {
  private News() {}

  /** What a newsdesk says that has nothing to say. */
  static BulletinDraft of(long serial) {
    return new BulletinDraft(
        "prod",
        serial,
        0,
        0,
        List.of(),
        List.of(),
        Optional.empty(),
        Chain.NOON.minusSeconds(60),
        Chain.NOON.plus(Duration.ofDays(6)));
  }

  /** The same, but it denies these, too. */
  static BulletinDraft denying(BulletinDraft of, Sha256... denied) {
    return new BulletinDraft(
        of.environment(),
        of.serial(),
        of.trustVersion(),
        of.policyVersion(),
        List.of(denied),
        of.withdrawn(),
        of.freeze(),
        of.asOf(),
        of.expires());
  }

  static Bulletin signed(BulletinDraft draft, SigningKey key) {
    var text = Json.compact(draft.sign(key).orThrow());
    return Bulletin.parse("bulletin.json", text.getBytes(UTF_8)).orThrow();
  }
}
