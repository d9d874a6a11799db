package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;

/** The second signature that comes with every one of ECDSA. */
class SignatureTwinTest {
  private static final Bytes STATEMENT = Bytes.utf8("xps-artifact/v1\nsomething\n");

  private final Tokens.P256 owner = Tokens.P256.generate();

  @Test
  void a_bare_signature_and_its_twin_are_both_the_keys_and_each_others() {
    twins(
        new StatementSignature.Raw(
            P256Key.ALGORITHM, Bytes.copyOf(owner.sign(STATEMENT.toArray()))));
  }

  @Test
  void so_are_those_of_ssh_and_the_twin_is_an_ssh_signature_in_its_only_form() {
    var blob = ASshSignature.over(STATEMENT.toArray()).by(owner).blob();

    var twin = twins(StatementSignature.parse("sshsig", blob.base64()).orElseThrow());

    assertThat(StatementSignature.parse("sshsig", twin.bytes().base64())).isPresent();
  }

  private StatementSignature twins(StatementSignature one) {
    var twin = one.twin().orElseThrow();
    assertThat(one.isBy(owner.key(), STATEMENT)).isTrue();
    assertThat(twin.isBy(owner.key(), STATEMENT)).isTrue();
    assertThat(twin.bytes()).isNotEqualTo(one.bytes());
    assertThat(twin.twin().orElseThrow().bytes()).isEqualTo(one.bytes());
    return twin;
  }
}
