package xps.crypto.orchestrator.attest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * News for nodes that is made outside the control plane (FORMATS §4): which versions of trust store
 * and policy count, what is denied and withdrawn, whether everything stands still. It claims; only
 * {@link BulletinCheck} says whether it holds.
 *
 * @param file its name in messages
 * @param document as it was read
 * @param trustVersion the lowest version of the trust store that counts
 * @param policyVersion the lowest version of the policy that counts
 * @param denied digests of bodies and of artifacts that nobody installs
 * @param withdrawn digests of approvals that count no more
 * @param signatures what stands under it
 */
public record Bulletin(
    String file,
    Value.Obj document,
    String environment,
    long serial,
    long trustVersion,
    long policyVersion,
    List<Sha256> denied,
    List<Sha256> withdrawn,
    Optional<Freeze> freeze,
    Instant asOf,
    Instant expires,
    DocumentSignatures signatures) {
  /** The value of {@code type}, and the first line of the statement. */
  public static final String TYPE = "xps-bulletin/v1";

  /** How long a bulletin may count: no node is without news for longer. */
  public static final Duration LONGEST_LIFE = Duration.ofDays(7);

  public Bulletin {
    denied = List.copyOf(denied);
    withdrawn = List.copyOf(withdrawn);
  }

  /** From then on nothing new starts. */
  public record Freeze(Instant since, String reason) {}

  /** Reads the bytes of a bulletin; refusals are {@code BULLETIN_INVALID}. */
  public static Outcome<Bulletin> parse(String file, byte[] text) {
    return Json.parse(file, text, Code.BULLETIN_INVALID)
        .flatMap(value -> BulletinReader.read(file, value));
  }

  /** SHA-256 over what its signers sign. */
  public Sha256 digest() {
    return DocumentSignatures.statement(TYPE, document).sha256();
  }
}
