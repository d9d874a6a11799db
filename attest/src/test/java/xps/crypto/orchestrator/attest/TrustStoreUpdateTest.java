package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/** Goal: change whom a holder trusts without those whom it trusts for that. */
class TrustStoreUpdateTest {
  private static final Tokens.Fido TOKEN = Tokens.Fido.ofSeed(79);
  private static final SigningKey ROOT_1 = SigningKey.generate(new SeededChance(201));
  private static final SigningKey ROOT_2 = SigningKey.generate(new SeededChance(202));
  private static final SigningKey ROOT_3 = SigningKey.generate(new SeededChance(203));
  private static final String OLD_ROOTS =
      roots(2, hex("one", ROOT_1), hex("two", ROOT_2), ssh("three", TOKEN));

  @Test
  void the_next_version_signed_by_the_roots_is_taken_and_signs_the_one_after() {
    var first = parse(store(1, OLD_ROOTS));
    var second = signed(store(2, OLD_ROOTS), ROOT_1, TOKEN);
    var third = signed(store(3, OLD_ROOTS), ROOT_2, ROOT_1);

    var taken = take(first, second).orThrow();

    assertThat(taken.version()).hasValue(2);
    assertThat(take(taken, third).orThrow().version()).hasValue(3);
  }

  @Test
  void a_version_that_is_skipped_repeated_older_or_missing_is_refused() {
    var held = parse(store(5, OLD_ROOTS));
    for (int version : new int[] {1, 4, 5, 7, 6000}) {
      assertRefused(take(held, signed(store(version, OLD_ROOTS), ROOT_1, ROOT_2)), "comes 6");
    }
    assertRefused(
        take(held, signed(object("{%s, %s}".formatted(SIGNERS, OLD_ROOTS)), ROOT_1, ROOT_2)),
        "no version");
  }

  @Test
  void fewer_persons_than_the_threshold_are_not_enough() {
    var held = parse(store(1, OLD_ROOTS));

    assertRefused(take(held, store(2, OLD_ROOTS)), "those whose signatures verify are none");
    assertRefused(take(held, signed(store(2, OLD_ROOTS), ROOT_1)), "verify are one");
    assertRefused(take(held, signed(store(2, OLD_ROOTS), ROOT_1, ROOT_1)), "verify are one");
    assertRefused(take(held, signed(store(2, OLD_ROOTS), ROOT_1, ROOT_3)), "verify are one");
    assertRefused(
        take(held, signed(store(2, OLD_ROOTS), ROOT_1, TOKEN.seeing(0))), "verify are one");
  }

  @Test
  void two_keys_of_one_person_are_one() {
    var samePerson =
        roots(
            2,
            hex("one", ROOT_1),
            "{\"name\": \"uno\", \"person\": \"one\", \"ed25519\": \"%s\"}"
                .formatted(ROOT_2.publicKey().hex()),
            hex("three", ROOT_3));

    assertRefused(
        take(parse(store(1, samePerson)), signed(store(2, samePerson), ROOT_1, ROOT_2)),
        "verify are one");
  }

  @Test
  void new_roots_have_to_be_signed_by_the_old_ones_and_by_themselves() {
    var held = parse(store(1, OLD_ROOTS));
    var newRoots = roots(1, hex("four", ROOT_3));

    assertRefused(take(held, signed(store(2, newRoots), ROOT_3)), "of the version held");
    assertRefused(take(held, signed(store(2, newRoots), ROOT_1, ROOT_2)), "of its own");
    assertThat(take(held, signed(store(2, newRoots), ROOT_1, ROOT_2, ROOT_3)).isOk()).isTrue();
  }

  @Test
  void a_store_without_roots_is_neither_updated_nor_an_update() {
    var local = parse(object("{%s, \"version\": 1}".formatted(SIGNERS)));

    assertRefused(take(local, signed(store(2, OLD_ROOTS), ROOT_1, ROOT_2)), "it is local");
    assertRefused(
        take(parse(object("{%s, %s}".formatted(SIGNERS, OLD_ROOTS))), store(1, OLD_ROOTS)),
        "it is local");
    assertRefused(
        take(
            parse(store(1, OLD_ROOTS)),
            signed(object("{%s, \"version\": 2}".formatted(SIGNERS)), ROOT_1, ROOT_2)),
        "nobody could ever update");
  }

  @Test
  void a_change_after_signing_is_refused() {
    var held = parse(store(1, OLD_ROOTS));
    var changed =
        signed(store(2, OLD_ROOTS), ROOT_1, ROOT_2).with("allow_unsigned", Value.bool(true));

    assertRefused(take(held, changed), "those whose signatures verify are none");
  }

  @Test
  void a_signature_for_another_kind_of_document_is_none_for_a_trust_store() {
    var held = parse(store(1, OLD_ROOTS));
    var next = store(2, OLD_ROOTS);
    for (var kind : new String[] {"xps-policy/v1", Bulletin.TYPE, "xps-trust-store/v2"}) {
      var once = DocumentSignatures.sign(kind, next, ROOT_1).orThrow();
      var twice = DocumentSignatures.sign(kind, once, TOKEN).orThrow();
      assertRefused(take(held, twice), "those whose signatures verify are none");
    }
  }

  @Test
  void a_signer_of_patches_signs_no_trust_store() {
    var held = parse(store(1, OLD_ROOTS));

    assertRefused(
        take(held, signed(store(2, OLD_ROOTS), People.ALICE.key(), ROOT_1)), "verify are one");
  }

  @Test
  void what_is_no_trust_store_is_refused_for_what_is_wrong_with_it() {
    var held = parse(store(1, OLD_ROOTS));

    assertThat(Codes.of(held.next("new", "{}".getBytes(StandardCharsets.UTF_8), CrlSource.NONE)))
        .contains(Code.TRUST_STORE_INVALID);
  }

  private static final String SIGNERS =
      "\"trusted_signers\": [{\"name\": \"alice\", \"ed25519\": \"%s\"}], \"min_required_signatures\": 1"
          .formatted(People.ALICE.hex());

  private static Value.Obj store(int version, String roots) {
    return object("{%s, \"version\": %d, %s}".formatted(SIGNERS, version, roots));
  }

  private static Value.Obj object(String json) {
    return (Value.Obj)
        Json.parse("x", json.getBytes(StandardCharsets.UTF_8), Code.TRUST_STORE_INVALID).orThrow();
  }

  private static String roots(int threshold, String... keys) {
    return "\"roots\": {\"threshold\": %d, \"keys\": [%s]}"
        .formatted(threshold, String.join(", ", keys));
  }

  private static String hex(String name, SigningKey key) {
    return "{\"name\": \"%s\", \"ed25519\": \"%s\"}".formatted(name, key.publicKey().hex());
  }

  private static String ssh(String name, Tokens.Fido token) {
    return "{\"name\": \"%s\", \"ssh\": \"%s\"}".formatted(name, token.line());
  }

  private static Value.Obj signed(Value.Obj document, StatementSigner... signers) {
    var signed = document;
    for (var signer : signers) {
      signed = DocumentSignatures.sign(TrustStore.KIND, signed, signer).orThrow();
    }
    return signed;
  }

  private static TrustStore parse(Value.Obj document) {
    return TrustStore.parse("trust_store.json", Canonical.bytes(document).toArray()).orThrow();
  }

  private static Outcome<TrustStore> take(TrustStore held, Value.Obj next) {
    return held.next("new.json", Canonical.bytes(next).toArray(), CrlSource.NONE);
  }

  private static void assertRefused(Outcome<TrustStore> outcome, String reason) {
    assertThat(Codes.of(outcome)).isNotEmpty().containsOnly(Code.TRUST_STORE_INVALID);
    assertThat(outcome.problems())
        .anySatisfy(problem -> assertThat(problem.message()).contains(reason));
  }
}
