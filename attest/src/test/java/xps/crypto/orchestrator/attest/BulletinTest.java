package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.NOW;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** Goal: keep news from a node, or make it believe some that nobody trusted has made. */
class BulletinTest {
  private static final SigningKey NEWS = SigningKey.generate(new SeededChance(301));
  private static final SigningKey ROOT = SigningKey.generate(new SeededChance(302));
  private static final SigningKey ROOT_2 = SigningKey.generate(new SeededChance(303));
  private static final SigningKey THIEF = SigningKey.generate(new SeededChance(304));
  private static final Instant EXPIRES = NOW.plus(Duration.ofDays(3));
  private static final Duration CLOCK_ERROR = Duration.ofSeconds(5);
  private static final Sha256 DENIED = Sha256.of(new byte[] {1});

  @Test
  void a_bulletin_that_is_signed_in_date_and_newer_counts() {
    var bulletin = parse(signed(draft(8), NEWS));
    var freeze = new Bulletin.Freeze(NOW.plusSeconds(60), "an incident");

    var current = check(Optional.of(parse(signed(draft(7), NEWS)))).judge(bulletin, NOW).orThrow();

    assertThat(current.bulletin().trustVersion()).isEqualTo(3);
    assertThat(current.bulletin().policyVersion()).isEqualTo(4);
    assertThat(current.bulletin().freeze()).contains(freeze);
    assertThat(current.isFrozenAt(NOW)).isFalse();
    assertThat(current.isFrozenAt(NOW.plusSeconds(60))).isTrue();
    assertThat(current.withdraws(Sha256.of(new byte[] {2}))).isTrue();
    assertThat(current.withdraws(DENIED)).isFalse();
  }

  @Test
  void the_bulletin_held_counts_again_until_it_expires() {
    var held = parse(signed(draft(7), NEWS));

    assertThat(check(Optional.of(held)).judge(held, NOW).isOk()).isTrue();
    assertThat(Codes.of(check(Optional.of(held)).judge(held, EXPIRES)))
        .containsExactly(Code.BULLETIN_STALE);
  }

  @Test
  void an_older_bulletin_or_another_of_the_same_serial_is_stale_though_it_is_in_date() {
    var held = Optional.of(parse(signed(draft(7), NEWS)));
    var older = parse(signed(draft(6), NEWS));
    var twin =
        parse(
            DocumentSignatures.sign(
                    Bulletin.TYPE, draft(7).document().with("denied", Value.array(List.of())), NEWS)
                .orThrow());

    assertThat(Codes.of(check(held).judge(older, NOW))).containsExactly(Code.BULLETIN_STALE);
    assertThat(Codes.of(check(held).judge(twin, NOW))).containsExactly(Code.BULLETIN_STALE);
  }

  /** Fast-forward: a thief of the key for bulletins has used up every serial there is. */
  @Test
  void a_fast_forwarded_serial_is_worth_nothing_once_its_key_is_taken_out() {
    var thiefs = Optional.of(parse(signed(draft(Value.LARGEST_INTEGER), THIEF)));
    var honest = parse(signed(draft(8), NEWS));
    var robbed = withNewsBy(NEWS, THIEF);
    var cured = withNewsBy(NEWS);

    assertThat(Codes.of(check(robbed, thiefs).judge(honest, NOW)))
        .containsExactly(Code.BULLETIN_STALE);
    assertThat(check(cured, thiefs).judge(honest, NOW).isOk()).isTrue();
    assertThat(Codes.of(check(cured, Optional.of(honest)).judge(thiefs.get(), NOW)))
        .containsExactly(Code.BULLETIN_INVALID);
  }

  @Test
  void a_refusal_about_time_says_now_the_bound_the_clock_and_by_how_much_it_may_be_wrong() {
    var bulletin = parse(signed(draft(8), NEWS));
    var check = check(Optional.empty());

    for (var now : List.of(EXPIRES, bulletin.asOf().minusSeconds(60))) {
      var bound = now.equals(EXPIRES) ? EXPIRES : bulletin.asOf();
      assertThat(check.judge(bulletin, now, "chrony").problems().getFirst().message())
          .contains(now.toString(), bound.toString(), "by chrony", "wrong by 5s");
    }
  }

  @Test
  void a_clock_that_may_be_wrong_is_believed_to_be_wrong_against_the_bulletin() {
    var bulletin = parse(signed(draft(8), NEWS));
    var check = check(Optional.empty());

    assertThat(Codes.of(check.judge(bulletin, EXPIRES.minus(CLOCK_ERROR))))
        .containsExactly(Code.BULLETIN_STALE);
    assertThat(check.judge(bulletin, EXPIRES.minus(CLOCK_ERROR).minusSeconds(1)).isOk()).isTrue();
  }

  @Test
  void a_bulletin_from_the_future_does_not_count() {
    var bulletin = parse(signed(draft(8), NEWS));
    var asOf = bulletin.asOf();

    assertThat(Codes.of(check(Optional.empty()).judge(bulletin, asOf.minusSeconds(6))))
        .containsExactly(Code.BULLETIN_INVALID);
    assertThat(check(Optional.empty()).judge(bulletin, asOf.minusSeconds(5)).isOk()).isTrue();
  }

  @Test
  void only_a_key_for_bulletins_or_enough_roots_make_one() {
    assertThat(judge(signed(draft(8), ROOT, ROOT_2)).isOk()).isTrue();
    assertUnsigned(draft(8).document());
    assertUnsigned(signed(draft(8), ROOT));
    assertUnsigned(signed(draft(8), People.ALICE.key()));
    assertUnsigned(signed(draft(8), People.MALLORY.key()));
    assertUnsigned(signed(draft(8), NEWS).with("serial", Value.number(9)));
    assertUnsigned(DocumentSignatures.sign(TrustStore.KIND, draft(8).document(), NEWS).orThrow());
  }

  @Test
  void a_bulletin_for_another_environment_does_not_count() {
    var staging = new BulletinCheck(store(), "staging", Optional.empty(), CLOCK_ERROR);

    assertThat(Codes.of(staging.judge(parse(signed(draft(8), NEWS)), NOW)))
        .containsExactly(Code.BULLETIN_INVALID);
  }

  @Test
  void a_patch_whose_body_or_artifact_is_denied_is_objected_to() {
    var manifest = APatch.ofTwoModules().manifest();
    var artifact = manifest.artifacts().getLast();

    assertThat(deny(DENIED).objectionsTo(manifest)).isEmpty();
    assertThat(Codes.of(deny(manifest.bodyDigest()).objectionsTo(manifest)))
        .containsExactly(Code.DENIED);
    assertThat(deny(artifact.sha256()).objectionsTo(manifest))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("shake256.so"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "type,`\"xps-bulletin/v2\"`",
        "serial,0",
        "serial,`\"8\"`",
        "trust_version,-1",
        "environment,`\"Prod\"`",
        "denied,`[\"AA\"]`",
        "denied,`{}`",
        "withdrawn,`[1]`",
        "freeze,`{\"since\": \"2026-03-01T12:00:00Z\"}`",
        "freeze,`{\"since\": \"2026-03-01T12:00:00Z\", \"reason\": \"\"}`",
        "as_of,`\"2026-03-05T12:00:00Z\"`",
        "expires,`\"2026-03-09T11:00:01Z\"`",
        "signatures,`[{}]`",
        "more,1"
      })
  void a_bulletin_with_something_wrong_in_it_is_refused(String field, String value) {
    var json = new String(Canonical.bytes(draft(8).document()).toArray(), StandardCharsets.UTF_8);
    var present = draft(8).document().get(field);
    var bad =
        present.isEmpty()
            ? json.replaceFirst("\\{", "{\"" + field + "\":" + value + ",")
            : json.replace(
                "\"" + field + "\":" + Canonical.bytes(present.get()).text(),
                "\"" + field + "\":" + value);

    assertThat(Bulletin.parse("good", json.getBytes(StandardCharsets.UTF_8)).isOk()).isTrue();
    assertThat(Codes.of(Bulletin.parse("bad", bad.getBytes(StandardCharsets.UTF_8))))
        .isNotEmpty()
        .containsOnly(Code.BULLETIN_INVALID);
  }

  @Test
  void a_bulletin_objects_to_a_trust_store_that_is_older_than_it_wants() {
    var judged = judge(signed(draft(8), NEWS)).orThrow();

    var objection = judged.objectionsTo(store()).getFirst();

    assertThat(objection.code()).isEqualTo(Code.TRUST_STORE_EXPIRED);
    assertThat(objection.message())
        .isEqualTo(
            "this trust store has no version; by the bulletin 8 only those from version 3 on"
                + " count");
    assertThat(store().version()).isEmpty();
    assertThat(ATrustStore.of(People.ALICE).verifier().bulletin(judged).bulletin())
        .contains(judged);
  }

  private static CurrentBulletin deny(Sha256 digest) {
    var document = draft(8).document().with("denied", Value.texts(List.of(digest.hex())));
    return judge(DocumentSignatures.sign(Bulletin.TYPE, document, NEWS).orThrow()).orThrow();
  }

  private static BulletinDraft draft(long serial) {
    return new BulletinDraft(
        "prod",
        serial,
        3,
        4,
        List.of(DENIED),
        List.of(Sha256.of(new byte[] {2})),
        Optional.of(new Bulletin.Freeze(NOW.plusSeconds(60), "an incident")),
        NOW.minus(Duration.ofHours(1)),
        EXPIRES);
  }

  private static Value.Obj signed(BulletinDraft draft, SigningKey... keys) {
    var document = draft.document();
    for (var key : keys) {
      document = DocumentSignatures.sign(Bulletin.TYPE, document, key).orThrow();
    }
    return document;
  }

  private static Bulletin parse(Value.Obj document) {
    return Bulletin.parse("bulletin.json", Canonical.bytes(document).toArray()).orThrow();
  }

  private static Outcome<CurrentBulletin> judge(Value.Obj document) {
    return check(Optional.empty()).judge(parse(document), NOW);
  }

  private static void assertUnsigned(Value.Obj document) {
    assertThat(Codes.of(judge(document))).containsExactly(Code.BULLETIN_INVALID);
  }

  private static BulletinCheck check(Optional<Bulletin> held) {
    return check(withNewsBy(NEWS), held);
  }

  private static BulletinCheck check(TrustStore store, Optional<Bulletin> held) {
    return new BulletinCheck(store, "prod", held, CLOCK_ERROR);
  }

  private static TrustStore store() {
    return withNewsBy(NEWS);
  }

  /** A store with two roots, whose bulletins these keys sign. */
  private static TrustStore withNewsBy(SigningKey... keys) {
    var desks =
        Stream.of(keys)
            .map(SigningKey::publicKey)
            .map(key -> "{\"name\": \"%s\", \"ed25519\": \"%s\"}".formatted(key.keyId(), key.hex()))
            .toList();
    return ATrustStore.of(People.ALICE)
        .with(
            """
            "roots": {"threshold": 2, "keys": [
              {"name": "vault", "ed25519": "%s"}, {"name": "safe", "ed25519": "%s"}]},
            "bulletins": [%s]\
            """
                .formatted(
                    ROOT.publicKey().hex(), ROOT_2.publicKey().hex(), String.join(", ", desks)))
        .store();
  }
}
