package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Value;

/** {@code audit verify} and {@code audit show}, on a log of six records. */
final class AuditCommandsTest {
  private static final Instant BEGIN = Instant.parse("2026-01-05T20:30:00Z");
  private static final String ORIGIN = "xpsio.example/audit";

  @TempDir Path folder;
  private final SigningKey key = SigningKey.generate(new SecureRandom());
  private Path log;

  @BeforeEach
  void aLog() throws IOException {
    log = folder.resolve("audit");
    var records = new ArrayList<AuditRecord>();
    records.add(at(0, Action.ATTEST).result(Result.SUCCESS).build());
    records.add(at(10, Action.GATE).wave("canary").result(Result.SUCCESS).build());
    for (int node = 1; node <= 3; node++) {
      records.add(
          at(10 + node, Action.STAGE)
              .node("node-" + node)
              .wave("canary")
              .result(Result.SUCCESS)
              .build());
    }
    records.add(
        at(20, Action.PROBE)
            .node("node-2")
            .wave("canary")
            .result(Result.FAILURE)
            .code(Code.PROBE_TIMEOUT)
            .detail("no answer\u202e")
            .build());
    try (var open = AuditLog.open(log, new LogSigner(ORIGIN, key)).orThrow()) {
      open.append(records);
    }
  }

  private static AuditRecord.Draft at(int second, Action action) {
    return AuditRecord.of(BEGIN.plusSeconds(second), "hotfix-7", action);
  }

  @Test
  void a_log_verifies_against_its_own_key_and_says_that_this_is_little() {
    var ran = xps("audit", "verify", log, "--json").exits(0);

    assertThat(ran.out()).contains("\"size\": 6", "\"records\": 6");
    assertThat(ran.text("root")).matches("[0-9a-f]{64}");
    assertThat(ran.text("key")).startsWith(ORIGIN + "+");
    assertThat(ran.findings()).containsExactly("UNAUTHENTICATED");
    assertThat(xps("audit", "verify", log).exits(0).out()).contains("against its own key");
  }

  @Test
  void a_key_from_elsewhere_says_whose_log_it_is() throws IOException {
    var vkey = new LogSigner(ORIGIN, key).key().text();
    var file = Files.writeString(folder.resolve("log.vkey"), vkey + "\n");

    assertThat(xps("audit", "verify", log, "--key", vkey, "--json").exits(0).findings()).isEmpty();
    assertThat(xps("audit", "verify", log, "--key", file).exits(0).out())
        .contains("against the key given");

    var other = new LogSigner(ORIGIN, SigningKey.generate(new SecureRandom())).key().text();
    assertThat(xps("audit", "verify", log, "--key", other, "--json").exits(15).problems())
        .contains("AUDIT_TAMPERED");
    xps("audit", "verify", log, "--key", "nonsense").exits(2);
    xps("audit", "verify", log, "--key", "a+b+c").exits(2);
  }

  @Test
  void a_trust_store_says_whose_log_it_is() throws IOException {
    var trusted = trustStore("\"name\": \"" + ORIGIN + "\", \"ed25519\": \"%s\"", key);
    xps("audit", "verify", log, "--trust", trusted).exits(0);

    var another =
        trustStore(
            "\"name\": \"" + ORIGIN + "\", \"ed25519\": \"%s\"",
            SigningKey.generate(new SecureRandom()));
    xps("audit", "verify", log, "--trust", another).exits(15);
  }

  @Test
  void a_trust_store_without_logs_trusts_none() throws IOException {
    var store = trustStore("", key);

    assertThat(xps("audit", "verify", log, "--trust", store, "--json").exits(17).problems())
        .containsExactly("TRUST_STORE_INVALID");
  }

  private Path trustStore(String log, SigningKey logKey) throws IOException {
    var logs = log.isEmpty() ? "" : "{" + log.formatted(logKey.publicKey().hex()) + "}";
    return Files.writeString(
        folder.resolve("trust_store.json"),
        """
        {"trusted_signers": [{"name": "alice", "ed25519": "%s"}], "min_required_signatures": 1,
         "allow_unsigned": false, "logs": [%s]}
        """
            .formatted(SigningKey.generate(new SecureRandom()).publicKey().hex(), logs));
  }

  @Test
  void one_changed_byte_is_found_in_its_line() throws IOException {
    var lines = Files.readString(log.resolve("audit.jsonl"));
    Files.writeString(log.resolve("audit.jsonl"), lines.replace("PROBE_TIMEOUT", "PROBE_TIMEOUX"));

    var ran = xps("audit", "verify", log, "--json").exits(15);

    assertThat(ran.problems()).containsOnly("AUDIT_TAMPERED");
    assertThat(ran.out()).contains("audit.jsonl:6");
  }

  @Test
  void a_folder_without_a_log_is_no_good_log() {
    xps("audit", "verify", folder.resolve("none")).exits(15);
    xps("audit", "show", folder.resolve("none")).exits(18);
    assertThat(folder.resolve("none")).doesNotExist();

    var ran = xps("audit", "show", folder, "--json").exits(18);
    assertThat(ran.problems()).containsExactly("NOT_FOUND");
    assertThat(ran.problem("message")).contains("log.vkey", "audit.jsonl");
  }

  @Test
  void every_filter_leaves_out_what_does_not_meet_it() {
    assertThat(shown()).isEqualTo(6);
    assertThat(shown("--node", "node-2")).isEqualTo(2);
    assertThat(shown("--wave", "canary")).isEqualTo(5);
    assertThat(shown("--action", "stage")).isEqualTo(3);
    assertThat(shown("--result", "FAILURE")).isEqualTo(1);
    assertThat(shown("--code", "PROBE_TIMEOUT")).isEqualTo(1);
    assertThat(shown("--patch", "hotfix-8")).isZero();
    assertThat(shown("--since", "2026-01-05T20:30:12Z")).isEqualTo(3);
    assertThat(shown("--until", "2026-01-05T20:30:10Z")).isEqualTo(1);
    assertThat(shown("--node", "node-2", "--action", "PROBE")).isEqualTo(1);
  }

  private int shown(Object... filters) {
    var words = new ArrayList<Object>(List.of("audit", "show", log, "--json"));
    words.addAll(List.of(filters));
    var records = xps(words.toArray()).exits(0).json().get("records").orElseThrow();
    return ((Value.Arr) records).items().size();
  }

  @Test
  void a_filter_that_means_nothing_is_refused() {
    for (var filter : List.of("--action", "--result", "--code", "--since")) {
      assertThat(xps("audit", "show", log, filter, "nonsense", "--json").exits(2).problem("where"))
          .isEqualTo(filter);
    }
  }

  @Test
  void what_a_record_holds_can_not_play_with_the_terminal() {
    assertThat(xps("audit", "show", log).exits(0).out())
        .contains("PROBE_TIMEOUT", "6 of 6 records", "<U+202E>")
        .doesNotContain("\u202e");
  }

  @Test
  void a_broken_record_is_shown_with_its_line_and_column() throws IOException {
    var lines = Files.readString(log.resolve("audit.jsonl"));
    Files.writeString(log.resolve("audit.jsonl"), lines.replace("PROBE_TIMEOUT", "PROBE_TIMEOUX"));

    assertThat(xps("audit", "show", log, "--json").exits(15).problem("where"))
        .matches("audit\\.jsonl:6:[0-9]+");
  }
}
