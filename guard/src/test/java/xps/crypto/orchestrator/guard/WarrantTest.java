package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** The bytes of a warrant, and how strictly it is read (FORMATS §2 and §8). */
class WarrantTest {
  private final ANode node = ANode.honest();
  private final Warrant warrant = node.warrant(0, 7);

  private void refused(String what, UnaryOperator<Value.Obj> edit) {
    var outcome = Warrant.parse("warrant", ANode.json(edit.apply(warrant.document())));

    assertThat(Codes.of(outcome)).as(what).isNotEmpty().containsOnly(Code.WARRANT_INVALID);
  }

  @Test
  void a_warrant_says_what_was_permitted() {
    assertThat(warrant.type()).isEqualTo("xps-warrant/v1");
    assertThat(warrant.wave()).isEqualTo(new Warrant.Wave("canary", 0));
    assertThat(warrant.patch().body()).isEqualTo(node.plan.patch().bodyDigest());
    assertThat(warrant.plan()).isEqualTo(node.plan.digest());
    assertThat(warrant.from()).isEmpty();
    assertThat(warrant.notBefore()).isEqualTo(NOON.minusSeconds(60));
    assertThat(Duration.between(warrant.notBefore(), warrant.expires())).isEqualTo(ANode.LIFE);
    assertThat(warrant.approvals()).extracting(Approval::approver).containsExactly("ann", "bob");
  }

  @Test
  void the_signed_bytes_are_the_first_line_and_the_canonical_form_without_sig() {
    var canonical = new String(Canonical.bytes(warrant.document().without("sig")).toArray(), UTF_8);
    var text = "xps-warrant/v1\n" + canonical;

    assertThat(new String(warrant.signedBytes().toArray(), UTF_8).strip()).isEqualTo(text.strip());
    assertThat(warrant.digest()).isEqualTo(warrant.signedBytes().sha256());
    assertThat(warrant.isSignedBy(People.CONTROL.key().publicKey())).isTrue();
    assertThat(warrant.isSignedBy(People.MALLORY.key().publicKey())).isFalse();
  }

  @Test
  void what_was_written_is_read_back_whatever_the_order_of_fields() {
    var again = Warrant.parse("warrant", ANode.json(warrant.document())).orThrow();

    assertThat(again.digest()).isEqualTo(warrant.digest());
    assertThat(again.document()).isEqualTo(warrant.document());
    var moved = warrant.document().without("type").with("type", Value.text(warrant.type()));
    assertThat(Warrant.parse("warrant", ANode.json(moved)).orThrow().digest())
        .isEqualTo(warrant.digest());
  }

  @Test
  void the_digest_does_not_depend_on_the_signature() {
    assertThat(warrant.signedAs(People.MALLORY.key().sign(new byte[0])).digest())
        .isEqualTo(warrant.digest());
  }

  @Test
  void a_field_that_is_not_known_is_refused() {
    refused("top", text -> text.with("bogus", Value.bool(true)));
    refused("wave", text -> text.with("wave", inside(text, "wave").with("x", Value.number(1))));
    refused("patch", text -> text.with("patch", inside(text, "patch").with("x", Value.number(1))));
    refused("gate", text -> text.with("gate", inside(text, "gate").with("x", Value.number(1))));
  }

  private static Value.Obj inside(Value.Obj text, String name) {
    return (Value.Obj) text.get(name).orElseThrow();
  }

  @Test
  void every_field_but_from_has_to_be_there() {
    for (var name : warrant.document().members().keySet()) {
      refused(name, text -> text.without(name));
    }
  }

  @Test
  void values_out_of_their_range_are_refused() {
    refused("rollout", text -> text.with("rollout", Value.text("abc")));
    refused("rollout", text -> text.with("rollout", Value.text(ANode.ROLLOUT.replace('a', '1'))));
    refused("sequence", text -> text.with("sequence", Value.number(0)));
    refused("attempt", text -> text.with("attempt", Value.number(1_000)));
    refused("class", text -> text.with("class", Value.text("huge")));
    refused("direction", text -> text.with("direction", Value.text("sideways")));
    refused("expires", text -> text.with("expires", Value.text("2026-03-02T12:00:00.5Z")));
    refused("plan", text -> text.with("plan", Value.text("AB".repeat(32))));
    refused("sig", text -> text.with("sig", Value.text("AAAA")));
    refused(
        "index", text -> text.with("wave", inside(text, "wave").with("index", Value.number(-1))));
    refused(
        "risk",
        text -> text.with("gate", inside(text, "gate").with("risk_score", Value.number(11))));
  }

  @Test
  void approvals_that_are_not_sorted_are_refused() {
    refused(
        "order",
        text -> {
          var approvals =
              new ArrayList<>(((Value.Arr) text.get("approvals").orElseThrow()).items());
          Collections.reverse(approvals);
          return text.with("approvals", Value.array(approvals));
        });
  }

  @Test
  void more_approvals_than_anybody_asks_for_are_refused() {
    refused(
        "many",
        text ->
            text.with(
                "approvals",
                Value.array(
                    Collections.nCopies(
                        Warrant.MOST_APPROVALS + 1, warrant.approvals().getFirst().document()))));
  }

  @Test
  void no_draft_lives_longer_than_a_day_or_has_another_kind_of_number() {
    assertThatThrownBy(() -> issue(ANode.ROLLOUT, 1, Duration.ofHours(24).plusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> issue(ANode.ROLLOUT, 1, WarrantDraft.HEAD_START))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> issue(ANode.ROLLOUT, 0, ANode.LIFE))
        .isInstanceOf(IllegalArgumentException.class);
    for (var id : List.of("", "abc", ANode.ROLLOUT + "a", ANode.ROLLOUT.replace('a', 'A'))) {
      assertThatThrownBy(() -> issue(id, 1, ANode.LIFE))
          .as(id)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(issue(ANode.ROLLOUT, 1, Duration.ofHours(24)).expires())
        .isEqualTo(NOON.plus(Duration.ofHours(24)).minusSeconds(60));
  }

  private static WarrantDraft.Issue issue(String rollout, long sequence, Duration life) {
    return new WarrantDraft.Issue(rollout, sequence, NOON, life);
  }

  @Test
  void a_warrant_to_go_back_names_what_is_left_and_has_no_approvals() {
    var back = node.back(3);

    assertThat(back.direction()).isEqualTo(Direction.ROLLBACK);
    assertThat(back.from()).contains(node.plan.patch().bodyDigest());
    assertThat(back.approvals()).isEmpty();
    assertThat(Warrant.parse("warrant", ANode.json(back.document())).orThrow().digest())
        .isEqualTo(back.digest());
    assertThat(back.policy()).isNotEqualTo(Sha256.of(new byte[0]));
  }
}
