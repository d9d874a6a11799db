package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy that travels: signed by roots, taken step by step, also by the home that decides. */
@Timeout(60)
final class PolicyStepsTest {
  @TempDir Path folder;
  private AChange change;

  @BeforeEach
  void rootsOfATrustStore() throws IOException {
    change = AChange.in(folder);
    change.replace(
        "trust_store.json",
        "\"allow_unsigned\": false",
        """
        "allow_unsigned": false, "version": 1,
        "roots": {"threshold": 2, "keys": [
          {"name": "r1", "person": "rita", "ed25519": "%s"},
          {"name": "r2", "person": "rob", "ed25519": "%s"}]}\
        """
            .formatted(root("rita"), root("rob")));
    version(1, "orchestrator.policy.yaml", "# what the first one says\n");
  }

  private String root(String who) {
    Ran.xps("key", "generate", "--name", who, "--out", change.file("keys"), "--json").exits(0);
    return xps.crypto.orchestrator.attest.SigningKey.readPem(change.key(who))
        .orThrow()
        .publicKey()
        .hex();
  }

  /** The policy as it stands, under that number and with these words before it. */
  private Path version(int number, String name, String words) throws IOException {
    var text =
        Files.readString(change.file("orchestrator.policy.yaml"))
            .replaceAll("(?m)^(#|version:|signatures:| {2}- \\{\"alg\").*\\n", "");
    return Files.writeString(change.file(name), words + "version: " + number + "\n" + text);
  }

  private Ran sign(Path policy, String... roots) {
    var words =
        new ArrayList<Object>(
            List.of("policy", "sign", policy, "--trust", change.file("trust_store.json")));
    Stream.of(roots).forEach(who -> words.addAll(List.of("--key", change.key(who))));
    words.add("--json");
    return Ran.xps(words.toArray());
  }

  private Ran update(Path held, Path... next) {
    var words =
        new ArrayList<Object>(
            List.of("policy", "update", "--json", "--trust", change.file("trust_store.json")));
    words.add(held);
    words.addAll(List.of(next));
    return Ran.xps(words.toArray());
  }

  @Test
  void each_root_signs_in_turn_and_what_somebody_wrote_beside_it_stays() throws IOException {
    var next = version(2, "next.yaml", "# from the audit of March\n");

    assertThat(sign(next, "rita").exits(0).texts("missing").toString()).contains("rita");
    assertThat(sign(next, "rob").exits(0).texts("missing")).isEmpty();

    assertThat(Files.readString(next)).startsWith("# from the audit of March\n");
    update(change.file("orchestrator.policy.yaml"), next).exits(0);
    assertThat(change.file("orchestrator.policy.yaml")).hasSameTextualContentAs(next);
    Ran.xps(change.gate("--json")).exits(12);
  }

  @Test
  void a_stranger_signs_nothing_and_neither_is_a_policy_signed_that_has_no_version()
      throws IOException {
    var next = version(2, "next.yaml", "");
    var text = Files.readString(next);

    assertThat(sign(next, "mallory").exits(2).problems()).containsExactly("USAGE");
    assertThat(next).hasContent(text);
    Files.writeString(next, text.replace("version: 2\n", ""));
    assertThat(sign(next, "rita").exits(17).problems()).containsOnly("POLICY_INVALID");
  }

  @Test
  void no_version_is_skipped_and_too_few_roots_replace_nothing() throws IOException {
    var held = change.file("orchestrator.policy.yaml");
    var before = Files.readString(held);
    var third = version(3, "third.yaml", "");
    sign(third, "rita", "rob").exits(0);
    var second = version(2, "second.yaml", "");
    sign(second, "rita").exits(0);

    assertThat(update(held, third).exits(17).problems()).containsOnly("POLICY_INVALID");
    assertThat(update(held, second).exits(17).problems()).containsOnly("POLICY_INVALID");
    assertThat(held).hasContent(before);

    sign(second, "rob").exits(0);
    update(held, second, third).exits(0);
    assertThat(update(held, second).exits(17).problems()).containsOnly("POLICY_INVALID");
  }

  /** Nobody has to be there: what is refused is refused before any node is asked. */
  @Test
  void a_home_that_has_decided_by_a_policy_takes_no_other_but_the_next_that_roots_have_signed()
      throws Exception {
    try (var plane = AHome.around(change, folder)) {
      assertThat(plane.apply().problems()).as("nobody has approved").contains("RBAC_MISSING");
      var held = change.file("orchestrator.policy.yaml");
      var honest = Files.readString(held);
      Files.writeString(held, honest.replace("required_approvals: 2", "required_approvals: 1"));
      assertThat(plane.apply().exits(17).problems()).containsOnly("POLICY_INVALID");
      Files.writeString(held, honest.replace("version: 1\n", ""));
      assertThat(plane.apply().exits(17).problems()).containsOnly("POLICY_INVALID");

      Files.writeString(held, honest);
      var third = version(3, "third.yaml", "");
      sign(third, "rita", "rob").exits(0);
      var second = version(2, "second.yaml", "");
      sign(second, "rita", "rob").exits(0);
      Files.copy(third, held, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      var skipped = plane.apply().exits(17);
      assertThat(skipped.problem("message")).contains("after 1 comes 2");
      assertThat(skipped.problem("remedy")).contains("xps policy update");

      update(plane.home().resolve("held/prod.policy.json"), second, third).exits(0);
      assertThat(plane.apply().problems()).contains("RBAC_MISSING");
      Files.copy(second, held, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(plane.apply().exits(17).problems()).containsOnly("POLICY_INVALID");
    }
  }

  @Test
  void a_home_takes_no_trust_store_but_the_next_that_roots_have_signed() throws Exception {
    try (var plane = AHome.around(change, folder)) {
      assertThat(plane.apply().problems()).contains("RBAC_MISSING");
      change.replace(
          "trust_store.json", "\"min_required_signatures\": 1", "\"min_required_signatures\":  1");
      assertThat(plane.apply().problems()).as("layout is no step").contains("RBAC_MISSING");
      change.replace("trust_store.json", "\"threshold\": 2", "\"threshold\": 1");

      assertThat(plane.apply().exits(17).problems()).contains("TRUST_STORE_INVALID");
    }
  }
}
