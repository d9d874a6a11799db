package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.document.Value;

/** Breaking the glass, and reviewing it afterwards, over a real gateway, journal and log. */
@Timeout(60)
final class BreakGlassCommandsTest {
  @TempDir Path folder;
  private AHome plane;
  private AChange change;
  private int tries;

  @BeforeEach
  void aPolicyWhoseWindowIsClosed() throws Exception {
    plane = AHome.in(folder);
    change = plane.change;
    change.replace(
        "orchestrator.policy.yaml",
        """
          allowed:
            - days: [Mon, Tue, Wed, Thu]
              start: "20:00"
              end: "23:00"
              tz: "Europe/Berlin"
        """,
        "  allowed: []\n");
    change.replace(
        "orchestrator.policy.yaml",
        "risk:",
        """
        break_glass:
          keys:
            - {name: mallory, person: maria, ed25519: "%s"}
          max_hours: 4
          classes: [patch]
        risk:\
        """
            .formatted(change.publicKey("mallory")));
  }

  @AfterEach
  void close() throws IOException {
    plane.close();
  }

  private Path signed(String name, Object... more) {
    var file = change.file(name);
    var words = new ArrayList<Object>(List.of("break-glass", "sign"));
    var approve = change.approve("mallory");
    words.addAll(List.of(approve).subList(1, approve.length));
    words.addAll(List.of("--reason", "keys leak, see incident 7", "--out", file));
    words.addAll(List.of(more));
    plane.then().xps(words.toArray()).exits(0);
    return file;
  }

  private Path reviewed(Path claim, String who) {
    var file = change.file("review-" + who + ".json");
    if (Files.exists(file)) {
      return file;
    }
    plane
        .then()
        .xps("break-glass", "review", claim, "--key", change.key(who), "--as", who, "--out", file)
        .exits(0);
    return file;
  }

  private Ran close(Path... reviews) {
    var words =
        new ArrayList<Object>(
            List.of(
                "break-glass",
                "close",
                "--home",
                plane.home(),
                "--env",
                "prod",
                "--trust",
                change.file("trust_store.json"),
                "--policy",
                change.file("orchestrator.policy.yaml"),
                "--json"));
    words.addAll(List.of(reviews));
    return plane.then().xps(words.toArray());
  }

  @Test
  void gate_says_in_every_output_whose_word_it_is() {
    var claim = signed("claim.json");

    plane.then().xps(change.gate("--json")).exits(12);
    var ran = plane.then().xps(change.gate("--json", "--break-glass", claim)).exits(0);
    var told = plane.then().xps(change.gate("--break-glass", claim)).exits(0);

    for (var member : List.of("rbac", "window")) {
      assertThat(((Value.Bool) ran.json().get(member).orElseThrow()).truth()).isFalse();
    }
    assertThat(ran.json().get("break_glass").orElseThrow().toString()).contains("mallory", "bob");
    assertThat(ran.findings().toString()).contains("BREAK_GLASS_REVIEW_DUE");
    assertThat(told.out()).contains("THE GLASS IS BROKEN by mallory", "incident 7", "bob, carol");
  }

  @Test
  void approvals_verify_says_that_what_is_there_is_no_quorum_but_somebodys_word() {
    var claim = signed("claim.json");
    var gate = List.of(change.gate());
    var words = new ArrayList<Object>(List.of("approvals", "verify"));
    words.addAll(gate.subList(1, gate.size()));
    assertThat(plane.then().xps(words.toArray()).exits(12).out()).contains("not enough: 0 of 2");
    words.addAll(List.of("--break-glass", claim));

    var told = plane.then().xps(words.toArray()).exits(0);
    words.add("--json");
    var ran = plane.then().xps(words.toArray()).exits(0);

    assertThat(told.out()).contains("not enough: 0 of 2", "THE GLASS IS BROKEN by mallory");
    assertThat(((Value.Bool) ran.json().get("rbac").orElseThrow()).truth()).isFalse();
    assertThat(ran.json().get("break_glass").orElseThrow().toString()).contains("mallory");
    assertThat(ran.findings().toString()).contains("BREAK_GLASS_REVIEW_DUE", "RBAC_MISSING");
  }

  /** What {@code xps status} says is due; the same in words and as JSON. */
  private List<Value> due() {
    var told = plane.then().xps("status", "--home", plane.home()).exits(0).out();
    var json = plane.then().xps("status", "--home", plane.home(), "--json").exits(0).json();
    var due = ((Value.Arr) json.get("review_due").orElseThrow()).items();
    if (due.isEmpty()) {
      assertThat(told).doesNotContain("GLASS");
    } else {
      assertThat(told).contains("THE GLASS IS BROKEN by mallory", "its review is due");
    }
    return due;
  }

  @Test
  void it_is_loud_in_every_output_and_until_the_quorum_has_looked_it_is_broken_no_second_time()
      throws IOException {
    var claim = signed("claim.json");

    var ran = plane.apply("--break-glass", claim, "--watch").exits(0);

    assertThat(ran.text("result")).isEqualTo("DONE");
    assertThat(ran.text("break_glass")).contains("THE GLASS IS BROKEN by mallory");
    assertThat(ran.err()).contains("THE GLASS IS BROKEN by mallory");
    assertThat(ran.findings().toString()).contains("BREAK_GLASS_REVIEW_DUE");
    assertThat(plane.records(Action.BREAK_GLASS))
        .singleElement()
        .satisfies(record -> {
          assertThat(record.actor()).contains("mallory");
          assertThat(record.detail().orElseThrow()).contains("incident 7", "told: bob, carol");
        });
    assertThat(plane.records(Action.GATE))
        .isNotEmpty()
        .allSatisfy(record -> {
          assertThat(record.policy().orElseThrow().rbac()).isFalse();
          assertThat(record.actor()).contains("mallory");
        });
    var shown = Ran.xps("rollout", "show", "--home", plane.home()).exits(0);
    assertThat(shown.out()).contains("! THE GLASS IS BROKEN by mallory");
    assertThat(Ran.xps("rollout", "list", "--home", plane.home()).exits(0).out())
        .contains("GLASS BROKEN");
    assertThat(Ran.xps("audit", "show", plane.home().resolve("audit")).exits(0).out())
        .contains("! the glass was broken once", "BREAK_GLASS_REVIEW_DUE");
    theLogIsWhole();

    assertThat(due())
        .singleElement()
        .satisfies(it -> assertThat(it.toString()).contains("mallory", "prod", "incident 7"));

    againRefused("BREAK_GLASS_REVIEW_DUE");
    assertThat(close(reviewed(claim, "bob")).exits(12).problems()).contains("RBAC_MISSING");
    againRefused("BREAK_GLASS_REVIEW_DUE");

    close(reviewed(claim, "bob"), reviewed(claim, "carol")).exits(0);
    assertThat(plane.records(Action.BREAK_GLASS)).hasSize(2);
    assertThat(due()).isEmpty();
    theLogIsWhole();
    var secondUse = plane.apply("--attempt", "2", "--break-glass", claim).exits(12);
    assertThat(secondUse.problems()).as("one carries one rollout").contains("APPROVAL_INVALID");
    plane.apply("--attempt", "2", "--break-glass", signed("next.json", "--attempt", "2")).exits(0);
  }

  private void againRefused(String code) {
    var claim = signed("again-" + tries++ + ".json", "--attempt", "2");
    var ran = plane.apply("--attempt", "2", "--break-glass", claim);
    assertThat(ran.exit()).isNotZero();
    assertThat(ran.problems()).startsWith(code);
  }

  private void theLogIsWhole() {
    var trust = change.file("trust_store.json");
    var audit = plane.home().resolve("audit");
    var verified = Ran.xps("audit", "verify", audit, "--trust", trust, "--json").exits(0);
    assertThat(verified.findings()).isEmpty();
  }

  @Test
  void who_broke_it_and_who_forges_reviews_close_nothing() throws IOException {
    change.replace(
        "orchestrator.policy.yaml",
        "  approvers:",
        "  approvers:\n    - {name: maria, role: security_officer, ed25519: \"%s\"}"
            .formatted(change.publicKey("mallory")));
    var claim = signed("claim.json");
    plane.apply("--break-glass", claim).exits(0);
    var bob = reviewed(claim, "bob");
    var own = change.file("own.json");
    var forged = change.file("forged.json");
    for (var each : List.of(own, forged)) {
      var name = each.equals(own) ? "maria" : "carol";
      var key = change.key("mallory");
      plane
          .then()
          .xps("break-glass", "review", claim, "--key", key, "--as", name, "--out", each)
          .exits(0);
    }

    assertThat(close(bob, own).exits(12).problems()).contains("RBAC_MISSING", "APPROVAL_INVALID");
    assertThat(close(bob, forged).exits(12).problems())
        .contains("RBAC_MISSING", "APPROVAL_INVALID");
    assertThat(plane.records(Action.BREAK_GLASS)).hasSize(1);
  }

  @Test
  void what_was_broken_in_one_environment_is_not_closed_for_another() throws IOException {
    assertThat(closeFor("staging").exits(18).problems()).containsExactly("NOT_FOUND");
  }

  @Test
  void nothing_is_closed_in_a_folder_that_is_no_home_and_no_key_is_made_there() throws IOException {
    var empty = Files.createDirectory(change.file("empty"));
    var claim = signed("claim.json");
    var words =
        new ArrayList<Object>(List.of("break-glass", "close", "--home", empty, "--env", "prod"));
    words.addAll(List.of("--trust", change.file("trust_store.json"), "--json"));
    words.addAll(List.of("--policy", change.file("orchestrator.policy.yaml")));
    words.add(reviewed(claim, "bob"));

    assertThat(plane.then().xps(words.toArray()).exits(18).problems()).containsExactly("NOT_FOUND");
    assertThat(empty).isEmptyDirectory();
  }

  private Ran closeFor(String environment) throws IOException {
    var claim = signed("claim.json");
    plane.apply("--break-glass", claim).exits(0);
    var words =
        new ArrayList<Object>(
            List.of("break-glass", "close", "--home", plane.home(), "--env", environment));
    words.addAll(List.of("--trust", change.file("trust_store.json"), "--json"));
    words.addAll(List.of("--policy", change.file("orchestrator.policy.yaml")));
    words.addAll(List.of(reviewed(claim, "bob"), reviewed(claim, "carol")));
    return plane.then().xps(words.toArray());
  }

  @Test
  void a_review_of_something_else_and_a_home_where_nothing_waits_are_told_apart() {
    var claim = signed("claim.json");
    var review = reviewed(claim, "bob");

    assertThat(close(review).exits(18).problems()).containsExactly("NOT_FOUND");
  }

  @Test
  void a_claim_that_cannot_be_read_begins_nothing() throws IOException {
    Files.writeString(change.file("claim.json"), "{}");

    assertThat(plane.apply("--break-glass", change.file("claim.json")).exits(12).problems())
        .contains("APPROVAL_INVALID");
    assertThat(plane.nodes.activations).isEmpty();
  }

  @Test
  void an_expired_claim_begins_nothing() {
    var claim = signed("claim.json", "--valid", "10m");
    plane.later(Duration.ofMinutes(10));

    assertThat(plane.apply("--break-glass", claim).exits(12).problems())
        .contains("RBAC_MISSING", "WINDOW_VIOLATION", "APPROVAL_EXPIRED");
  }
}
