package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import xps.crypto.orchestrator.document.Value;

/**
 * The files of a change in a folder, made with the commands themselves: keys of alice, who signs,
 * and of bob and carol, who approve; a patch that alice has signed; trust store, policy, plan and
 * fleet.
 */
record AChange(Path folder) {
  static AChange in(Path folder) {
    var change = new AChange(folder);
    change.keys();
    change.documents();
    change.patch("machine code of 3.2.1");
    return change;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  Path manifest() {
    return file("patch/patch_manifest.json");
  }

  Path artifact() {
    return file("patch/xps.crypto.hash.sha256.so");
  }

  Path key(String who) {
    return file("keys/" + who + ".key");
  }

  String publicKey(String who) {
    return read(file("keys/" + who + ".hex"));
  }

  Object[] attest(Object... more) {
    return words(List.of("attest", manifest(), "--trust", file("trust_store.json")), more);
  }

  Object[] planCheck(Object... more) {
    return words(plan("check"), more);
  }

  Object[] simulate(Object... more) {
    return words(plan("simulate"), more);
  }

  Object[] words(String verb, Object... more) {
    return words(plan(verb), more);
  }

  private List<Object> plan(String verb) {
    return List.of(
        "plan",
        verb,
        file("rollout_plan.yaml"),
        "--fleet",
        file("fleet.yaml"),
        "--manifest",
        manifest(),
        "--trust",
        file("trust_store.json"));
  }

  Object[] gate(Object... more) {
    return words(of("gate", "--policy", file("orchestrator.policy.yaml"), "--env", "prod"), more);
  }

  Object[] approve(String who, Object... more) {
    return words(of("approve", "--key", key(who), "--as", who, "--env", "prod"), more);
  }

  private List<Object> of(String command, Object... more) {
    var words = new ArrayList<Object>(List.of(command, manifest()));
    words.addAll(
        List.of(
            "--plan",
            file("rollout_plan.yaml"),
            "--fleet",
            file("fleet.yaml"),
            "--trust",
            file("trust_store.json")));
    words.addAll(List.of(more));
    return words;
  }

  private static Object[] words(List<Object> words, Object... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toArray();
  }

  /** Every file in the folder, relative, in order. */
  List<String> files() {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keys() {
    for (var who : List.of("alice", "bob", "carol", "mallory")) {
      var made =
          Ran.xps("key", "generate", "--name", who, "--out", file("keys"), "--json").exits(0);
      var entry = (Value.Obj) made.json().get("entry").orElseThrow();
      write("keys/" + who + ".hex", ((Value.Str) entry.get("ed25519").orElseThrow()).text());
    }
  }

  private void documents() {
    write(
        "trust_store.json",
        """
        {
          "trusted_signers": [
            { "name": "XPS Release", "person": "alice", "ed25519": "%s" }
          ],
          "min_required_signatures": 1,
          "allow_unsigned": false
        }
        """
            .formatted(publicKey("alice")));
    write(
        "orchestrator.policy.yaml",
        """
        rbac:
          required_approvals: 2
          roles:
            - name: security_officer
              approve: ["patch", "hotfix", "critical"]
            - name: release_manager
              approve: ["minor", "patch"]
          approvers:
            - {name: bob, role: security_officer, ed25519: "%s"}
            - {name: carol, role: release_manager, ed25519: "%s"}
        windows:
          allowed:
            - days: [Mon, Tue, Wed, Thu]
              start: "20:00"
              end: "23:00"
              tz: "Europe/Berlin"
        risk:
          max_score: 7
          deny_on:
            - missing_sbom: true
            - unsigned_artifact: true
        """
            .formatted(publicKey("bob"), publicKey("carol")));
    write(
        "rollout_plan.yaml",
        """
        strategy:
          canary:
            percentage: 5
            halt_on_error: true
          waves:
            - name: wave-1
              match: ["region:eu-central"]
              concurrency: 10
            - name: wave-2
              match: ["*"]
              concurrency: 50
        health_check:
          probe: "http+tls://{host}:8443/healthz"
          success_threshold: 3
          failure_threshold: 2
        rollback:
          on:
            - probe_timeout
          strategy: immediate
        """);
    write(
        "fleet.yaml",
        """
        nodes:
          - {id: node-1, host: node-1.example, labels: {role: validator, region: eu-central}}
          - {id: node-2, host: node-2.example, labels: {role: validator, region: eu-central}}
          - {id: node-3, host: node-3.example, labels: {role: validator, region: us-east}}
          - {id: node-4, host: node-4.example, labels: {role: api, region: us-east}}
        """);
  }

  /** Makes the patch anew, of that content, and lets alice sign it. */
  void patch(String content) {
    try {
      for (var made : List.of(manifest(), file("patch/sbom.spdx.json"))) {
        Files.deleteIfExists(made);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write("patch/xps.crypto.hash.sha256.so", content);
    Ran.xps(
            "manifest",
            "init",
            "--id",
            "xps-hotpatch-2026-01-05",
            "--version",
            "3.2.1",
            "--target",
            "validator,api",
            artifact())
        .exits(0);
    Ran.xps("sign", manifest(), "--key", key("alice")).exits(0);
  }

  void write(String name, String text) {
    try {
      Files.createDirectories(file(name).getParent());
      Files.writeString(file(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void replace(String name, String old, String with) {
    var text = read(file(name));
    if (!text.contains(old)) {
      throw new IllegalStateException(name + " has no " + old);
    }
    write(name, text.replace(old, with));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
