package xps.crypto.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.document.Code.ORCHESTRATOR_TOO_OLD;
import static xps.crypto.orchestrator.document.Code.ROLLOUT_CONFLICT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import xps.crypto.orchestrator.bind.Journal.Entry;
import xps.crypto.orchestrator.bind.NodeMark;
import xps.crypto.orchestrator.bind.Subject;
import xps.crypto.orchestrator.bind.Wish;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

class SqliteJournalTest {

  private static final Subject SUBJECT =
      new Subject(Sha256.of(new byte[] {1}), Sha256.of(new byte[] {2}), "prod", 1);
  private static final Subject OTHER =
      new Subject(Sha256.of(new byte[] {1}), Sha256.of(new byte[] {2}), "prod", 2);

  @TempDir private Path folder;
  private Path file;
  private SqliteJournal journal;

  @BeforeEach
  void open() throws IOException {
    file = folder.resolve("journal.db");
    journal = SqliteJournal.open(file).orThrow();
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  @Test
  void entries_come_back_in_order_from_another_process() throws IOException {
    journal.create("r1", SUBJECT, entries(1, 3)).orThrow();
    assertThat(journal.append("r1", 4, entries(4, 1_000)).orThrow()).isEqualTo(1_000);
    journal.close();

    journal = SqliteJournal.open(file).orThrow();

    assertThat(journal.load("r1")).isEqualTo(entries(1, 1_000));
  }

  @Test
  void two_runners_collide_on_the_key_and_one_stops() throws IOException {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();
    try (var second = SqliteJournal.open(file).orThrow()) {
      assertThat(second.append("r1", 2, entries(2, 2)).orThrow()).isEqualTo(2);

      assertThat(codes(journal.append("r1", 2, List.of(new Entry("other", "{}")))))
          .containsExactly(ROLLOUT_CONFLICT);
      assertThat(journal.load("r1")).isEqualTo(entries(1, 2));
    }
  }

  @Test
  void of_many_that_append_at_the_same_instant_exactly_one_wins() throws Exception {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();
    int writers = 4;
    var together = new CyclicBarrier(writers);
    try (var pool = Executors.newFixedThreadPool(writers)) {
      var attempts =
          IntStream.range(0, writers)
              .mapToObj(i ->
                  pool.submit(() -> {
                    try (var own = SqliteJournal.open(file).orThrow()) {
                      together.await();
                      return own.append("r1", 2, List.of(new Entry("w" + i, "{}"))).isOk();
                    }
                  }))
              .toList();
      int won = 0;
      for (Future<Boolean> attempt : attempts) {
        won += attempt.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
    assertThat(journal.load("r1")).hasSize(2);
  }

  @Test
  void a_gap_in_the_numbers_is_a_conflict_too() throws IOException {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();

    assertThat(codes(journal.append("r1", 3, entries(3, 3)))).containsExactly(ROLLOUT_CONFLICT);
    assertThat(codes(journal.append("unknown", 1, entries(1, 1))))
        .containsExactly(ROLLOUT_CONFLICT);
  }

  @Test
  void a_subject_has_one_unfinished_rollout_and_any_number_of_finished_ones() throws IOException {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();

    assertThat(codes(journal.create("r2", SUBJECT, entries(1, 1))))
        .containsExactly(ROLLOUT_CONFLICT);
    assertThat(journal.unfinished(SUBJECT).orElseThrow().rollout()).isEqualTo("r1");
    assertThat(journal.create("r3", OTHER, entries(1, 1)).isOk()).isTrue();

    journal.finish("r1", "succeeded");

    assertThat(journal.unfinished(SUBJECT)).isEmpty();
    assertThat(journal.create("r2", SUBJECT, entries(1, 1)).orThrow().ordinal()).isGreaterThan(2);
    assertThat(journal.rollouts())
        .extracting(row -> row.rollout())
        .containsExactly("r2", "r3", "r1");
  }

  @Test
  void the_first_result_of_a_rollout_stays() throws IOException {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();
    journal.finish("r1", "succeeded");
    journal.finish("r1", "failed");

    assertThat(journal.rollouts().getFirst().result()).isEqualTo("succeeded");
  }

  @Test
  void wishes_are_handed_out_in_order_and_only_for_their_rollout() throws IOException {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();
    journal.create("r2", OTHER, entries(1, 1)).orThrow();
    var pause = new Wish(Wish.Kind.PAUSE, "", "carol", "lunch");
    var skip = new Wish(Wish.Kind.SKIP, "api-1", "carol", "");
    journal.ask("r1", pause);
    journal.ask("r2", new Wish(Wish.Kind.CANCEL, "", "dave", "'; drop table wish; --"));
    journal.ask("r1", skip);

    var asked = journal.asked("r1", 0);
    assertThat(asked).extracting(wish -> wish.wish()).containsExactly(pause, skip);
    assertThat(journal.asked("r1", asked.getFirst().number()))
        .extracting(wish -> wish.wish())
        .containsExactly(skip);
    assertThat(journal.asked("r2", 0).getFirst().wish().reason())
        .isEqualTo("'; drop table wish; --");
  }

  @Test
  void the_latest_picture_is_the_one_that_is_shown() throws IOException {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();
    assertThat(journal.picture("r1")).isEmpty();
    journal.draw("r1", "{\"a\":1}");
    journal.draw("r1", "{\"a\":2}");

    assertThat(journal.picture("r1")).contains("{\"a\":2}");
  }

  @Test
  void how_far_nodes_had_come_is_kept_and_replaced() throws IOException {
    var one = new NodeMark(7, Instant.parse("2026-03-04T20:31:00Z"), "");
    var looked = NodeMark.lookedAt(Instant.parse("2026-03-04T20:32:00Z"), "ops: a new disk");
    journal.mark(new TreeMap<>(Map.of("api-1", one, "api-2", one)));
    journal.mark(new TreeMap<>(Map.of("api-2", looked)));

    assertThat(journal.mark("api-1")).contains(one);
    assertThat(journal.mark("api-2")).contains(looked);
    assertThat(journal.mark("api-3")).isEmpty();
  }

  @Test
  void a_journal_of_the_first_version_is_taken_on() throws Exception {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();
    journal.close();
    try (var database = JDBC.createConnection("jdbc:sqlite:" + file, new java.util.Properties());
        var statement = database.createStatement()) {
      statement.execute("delete from schema_script where number > 1");
      statement.execute("drop table mark");
    }

    journal = SqliteJournal.open(file).orThrow();

    assertThat(journal.load("r1")).hasSize(1);
    assertThat(journal.mark("api-1")).isEmpty();
  }

  @Test
  void a_journal_made_by_a_newer_program_is_left_alone() throws Exception {
    try (var database = JDBC.createConnection("jdbc:sqlite:" + file, new java.util.Properties());
        var statement = database.createStatement()) {
      statement.execute("insert into schema_script values (99, '99-future.sql', 'ff')");
    }

    assertThat(codes(SqliteJournal.open(file))).containsExactly(ORCHESTRATOR_TOO_OLD);
  }

  @Test
  void a_script_that_differs_from_the_one_applied_is_noticed() throws Exception {
    try (var database = JDBC.createConnection("jdbc:sqlite:" + file, new java.util.Properties());
        var statement = database.createStatement()) {
      statement.execute("update schema_script set sha256 = 'ff' where number = 1");
    }

    assertThat(codes(SqliteJournal.open(file))).containsExactly(ORCHESTRATOR_TOO_OLD);
  }

  @Test
  void nothing_but_the_database_lies_in_its_folder() throws IOException {
    journal.create("r1", SUBJECT, entries(1, 1)).orThrow();

    try (var files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.startsWith("journal.db"));
    }
  }

  @Test
  void what_was_acknowledged_is_flushed_and_not_only_handed_to_the_machine() throws Exception {
    try (var statement = journalConnection().createStatement();
        var row = statement.executeQuery("pragma synchronous")) {
      assertThat(row.getInt(1)).as("FULL").isEqualTo(2);
    }
    try (var statement = journalConnection().createStatement();
        var row = statement.executeQuery("pragma journal_mode")) {
      assertThat(row.getString(1)).isEqualTo("wal");
    }
  }

  private java.sql.Connection journalConnection() {
    return journal.connection();
  }

  private static List<Entry> entries(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> new Entry("event", "{\"n\":" + i + "}"))
        .toList();
  }

  private static List<Code> codes(Outcome<?> outcome) {
    return outcome.problems().stream().map(Problem::code).toList();
  }
}
