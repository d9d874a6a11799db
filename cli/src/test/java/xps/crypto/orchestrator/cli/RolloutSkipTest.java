package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.bind.Subject;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.store.SqliteJournal;

/** {@code xps rollout skip} in the middle of a rollout that somebody else runs. */
class RolloutSkipTest {
  @TempDir Path home;

  @BeforeEach
  void a_rollout_is_under_way() throws IOException {
    try (var journal = journal()) {
      var digest = Sha256.of(new byte[] {1});
      var first = List.of(new Journal.Entry("begun", "{}"));
      journal.create("night-1", new Subject(digest, digest, "prod", 1), first).orThrow();
      journal.draw(
          "night-1",
          """
          {"rollout": "night-1", "nodes": [
            {"id": "node-1", "stage": "active", "connected": true},
            {"id": "node-2", "stage": "active", "connected": false},
            {"id": "node-3", "stage": "waiting", "connected": true}]}
          """);
    }
  }

  private SqliteJournal journal() throws IOException {
    return SqliteJournal.open(home.resolve("journal.db")).orThrow();
  }

  private Ran skip(String node) {
    return Ran.xps("rollout", "skip", node, "--home", home.toString(), "--reason", "broken fan");
  }

  private int asked() throws IOException {
    try (var journal = journal()) {
      return journal.asked("night-1", 0).size();
    }
  }

  @Test
  void a_node_that_waits_is_skipped() throws IOException {
    skip("node-3").exits(0);

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void a_node_that_has_lost_its_connection_on_the_way_is_given_up() throws IOException {
    skip("node-2").exits(0);

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void who_skips_a_node_on_its_way_is_told_that_it_cant_be() throws IOException {
    assertThat(skip("node-1").exits(2).err())
        .contains("node-1 is active and has its connection", "pause or roll back");
    assertThat(asked()).isZero();
  }

  @Test
  void a_mistyped_node_is_refused_with_the_one_that_was_meant() throws IOException {
    assertThat(skip("nod-3").exits(18).err()).contains("nod-3", "did you mean node-3?");
    assertThat(asked()).isZero();
  }
}
