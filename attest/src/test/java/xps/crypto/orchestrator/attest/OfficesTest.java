package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** Goal: be two in a trust store with one key, or one of two by a keyid that both have. */
class OfficesTest {
  private final ArrayList<Problem> problems = new ArrayList<>();
  private final Fields entry =
      new Fields(Value.object().build(), Code.TRUST_STORE_INVALID, problems, "an entry");

  @Test
  void different_keys_have_different_offices() {
    var offices = new Offices();
    offices.give(entry, "ed25519", People.ALICE.key().publicKey(), "alice");
    offices.give(entry, "ed25519", People.BOB.key().publicKey(), "bob");

    assertThat(problems).isEmpty();
    assertThat(offices.holders()).containsValues("alice", "bob");
  }

  @Test
  void two_keys_with_one_keyid_are_refused() {
    var offices = new Offices(_ -> "0123456789abcdef");
    offices.give(entry, "ed25519", People.ALICE.key().publicKey(), "alice");
    offices.give(entry, "ed25519", People.BOB.key().publicKey(), "bob");

    assertThat(problems)
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("keyid 0123456789abcdef"));
  }

  @Test
  void one_key_in_two_notations_is_one_key() {
    var offices = new Offices();
    var token = Tokens.Fido.ofSeed(5);
    offices.give(entry, "ssh", token.publicKey(), "alice");
    offices.give(entry, "ed25519", token.inside().publicKey(), "bob");

    assertThat(problems)
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("already that of alice"));
  }
}
