package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinCheck;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;

/** A bulletin of this noon, in force. */
final class ABulletin {
  private ABulletin() {}

  /** One that takes an approval, or a claim to break the glass, back. */
  static CurrentBulletin withdrawing(Sha256 approval) {
    var newsdesk = SigningKey.generate(new SeededChance(10));
    var draft =
        new BulletinDraft(
            "prod",
            1,
            0,
            0,
            List.of(),
            List.of(approval),
            Optional.empty(),
            AChange.NOON,
            AChange.NOON.plus(Duration.ofDays(7)));
    var store =
        """
        {"trusted_signers": [{"name": "a", "ed25519": "%s"}], "min_required_signatures": 1,
         "bulletins": [{"name": "newsdesk", "ed25519": "%s"}]}
        """
            .formatted(People.CAROL.hex(), newsdesk.publicKey().hex());
    var trust = TrustStore.parse("trust_store.json", store.getBytes(UTF_8)).orThrow();
    var text = Json.compact(draft.sign(newsdesk).orThrow()).getBytes(UTF_8);
    return new BulletinCheck(trust, "prod", Optional.empty(), Duration.ZERO)
        .judge(Bulletin.parse("bulletin.json", text).orThrow(), AChange.NOON)
        .orThrow();
  }
}
