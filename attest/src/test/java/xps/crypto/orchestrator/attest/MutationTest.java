package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Outcome;

/**
 * Safety: whatever bytes come in, reading ends in a value or in problems, never in an exception.
 */
class MutationTest {
  private static final long SEED = 7L;
  private static final int ROUNDS = 3_000;
  private static final byte[] LIKELY =
      "{}[]\",:0123456789\\truefalsn-+.eE /".getBytes(StandardCharsets.US_ASCII);

  @Test
  void a_mutated_manifest_never_throws_and_never_passes_with_another_body() {
    var honest = APatch.ofTwoModules().signedBy(People.ALICE);
    var body = honest.manifest().bodyDigest();
    var verifier = ATrustStore.of(People.ALICE).verifier().at(Instant.EPOCH);
    mutate(
        honest.json(),
        text -> {
          var outcome = Manifest.parse("mutated", text);
          if (outcome instanceof Outcome.Ok<Manifest>(var manifest, _)
              && verifier.requireAll(manifest, honest.source())
                  instanceof Outcome.Ok<AttestedPatch>(var patch, _)) {
            assertThat(patch.bodyDigest()).isEqualTo(body);
          }
          return outcome;
        });
  }

  @Test
  void a_mutated_trust_store_never_throws() {
    var store =
        new ATrustStore()
            .signer(
                People.ALICE,
                ", \"may_sign\": {\"ids\": [\"*\"], \"kinds\": [\"module\"]}, \"revoked\": false")
            .with(
                "\"orchestrators\": [{\"name\": \"control\", \"ed25519\": \"%s\", \"environments\": [\"prod\"]}],"
                        .formatted(People.BOB.hex())
                    + "\"logs\": [{\"name\": \"log\", \"ed25519\": \"%s\", \"witnesses\": [], \"quorum\": 0}], \"version\": 3"
                        .formatted(People.CAROL.hex()));
    mutate(store.json(), text -> TrustStore.parse("mutated", text));
  }

  @Test
  void a_mutated_sbom_never_throws() throws Exception {
    mutate(AnSbom.of(APatch.ofTwoModules().manifest()), text -> SbomDocument.read("mutated", text));
  }

  private static void mutate(String honest, Function<byte[], Outcome<?>> read) {
    var random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      var text = mutated(honest.getBytes(StandardCharsets.UTF_8), random);
      try {
        var outcome = read.apply(text);
        assertThat(outcome.isOk() || !outcome.problems().isEmpty()).isTrue();
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + SEED + ", round " + round + ": " + new String(text, StandardCharsets.UTF_8),
            e);
      }
    }
  }

  private static byte[] mutated(byte[] honest, Random random) {
    var text = honest.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length);
      switch (random.nextInt(4)) {
        case 0 -> text[at] = (byte) random.nextInt(256);
        case 1 -> text[at] = LIKELY[random.nextInt(LIKELY.length)];
        case 2 -> text = Arrays.copyOf(text, Math.max(1, at));
        default -> {
          int length = Math.min(random.nextInt(40), text.length - at);
          System.arraycopy(text, at, text, random.nextInt(text.length - length + 1), length);
        }
      }
    }
    return text;
  }
}
