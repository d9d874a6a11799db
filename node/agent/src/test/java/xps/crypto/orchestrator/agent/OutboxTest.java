package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** What a node has to say, over several lives of its agent. */
@Timeout(60)
class OutboxTest {
  private static final String FIRST = "aaaaaaaaaaaaaaaa";
  private static final String SECOND = "bbbbbbbbbbbbbbbb";
  private static final String THIRD = "cccccccccccccccc";

  @TempDir Path folder;
  private final List<Problem> complaints = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void a_store() throws IOException {
    new AgentStore(folder, new LocalDisk()).makeFolders();
  }

  private Outbox open(String boot) throws IOException {
    return open(boot, new LocalDisk());
  }

  private Outbox open(String boot, Disk disk) throws IOException {
    var journal = new ReportJournal(new AgentStore(folder, disk), disk);
    return Outbox.open(boot, journal, () -> {}, said::add, complaints::add);
  }

  private Path file() {
    return folder.resolve("journal").resolve("reports");
  }

  private static NodeReport about(long generation, NodePhase phase) {
    return Words.about(generation, phase);
  }

  private static void say(Outbox outbox, NodeReport... reports) {
    for (var report : reports) {
      outbox.add(report);
      outbox.write();
    }
  }

  /** What the next batch has: its life, and its numbers with their phases. */
  private static String next(Outbox outbox) {
    return outbox.batch().map(Words::of).orElse("nothing");
  }

  private static void take(Outbox outbox) {
    var batch = outbox.batch().orElseThrow();
    outbox.taken(batch, batch.reports().getLast().seq());
    outbox.write();
  }

  @Test
  void nothing_is_sent_before_it_is_on_the_disk() throws IOException {
    var outbox = open(FIRST);
    outbox.add(about(1, NodePhase.STAGING));

    assertThat(next(outbox)).isEqualTo("nothing");
    assertThat(outbox.answered()).isLessThan(outbox.asked());
    outbox.write();
    assertThat(Files.readString(file())).contains("\"seq\":1");
    assertThat(next(outbox)).isEqualTo("a 1 staging");
    assertThat(outbox.answered()).isEqualTo(outbox.asked());
  }

  @Test
  void what_was_not_taken_goes_out_after_a_restart_under_its_name_before_anything_newer()
      throws IOException {
    say(open(FIRST), about(1, NodePhase.STAGING), about(1, NodePhase.ACTIVATING));

    var outbox = open(SECOND);
    say(outbox, about(1, NodePhase.ACTIVE));

    assertThat(next(outbox)).isEqualTo("a 1 staging, 2 activating");
    take(outbox);
    assertThat(next(outbox)).isEqualTo("b 1 active");
    take(outbox);
    assertThat(next(outbox)).isEqualTo("nothing");
  }

  @Test
  void what_was_taken_is_not_sent_after_a_restart() throws IOException {
    var before = open(FIRST);
    say(before, about(1, NodePhase.ACTIVE), about(1, NodePhase.HEALTHY));
    take(before);

    assertThat(next(open(SECOND))).isEqualTo("nothing");
  }

  @Test
  void only_a_part_was_taken() throws IOException {
    var before = open(FIRST);
    say(before, about(1, NodePhase.STAGING), about(1, NodePhase.ACTIVATING));
    before.taken(before.batch().orElseThrow(), 1);
    before.write();

    assertThat(next(before)).isEqualTo("a 2 activating");
    assertThat(next(open(SECOND))).isEqualTo("a 2 activating");
  }

  @Test
  void where_the_node_stands_is_said_under_the_old_name_while_it_is_the_same() throws IOException {
    var before = open(FIRST);
    say(before, about(1, NodePhase.HEALTHY));
    take(before);

    var outbox = open(SECOND);
    var standing = about(1, NodePhase.HEALTHY);
    outbox.add(standing);
    assertThat(outbox.answered()).as("nothing to write first").isEqualTo(outbox.asked());
    assertThat(next(outbox)).isEqualTo("a 1 healthy");
    take(outbox);
    assertThat(next(outbox)).isEqualTo("nothing");

    say(outbox, Words.drifting(standing));
    assertThat(next(outbox)).isEqualTo("b 1 healthy");
  }

  @Test
  void what_waits_and_is_said_again_is_sent_once() throws IOException {
    var outbox = open(FIRST);
    say(outbox, about(1, NodePhase.HEALTHY), about(1, NodePhase.HEALTHY));

    assertThat(next(outbox)).isEqualTo("a 1 healthy");
    take(outbox);
    assertThat(next(outbox)).isEqualTo("nothing");
  }

  @Test
  void an_outcome_that_is_ordered_again_under_another_generation_is_an_answer_to_that()
      throws IOException {
    var outbox = open(FIRST);
    say(outbox, about(1, NodePhase.HEALTHY));
    take(outbox);
    say(outbox, about(2, NodePhase.HEALTHY));

    assertThat(next(outbox)).isEqualTo("a 2 healthy");
  }

  @Test
  void a_control_plane_that_takes_more_than_was_sent_has_taken_what_was_sent() throws IOException {
    var outbox = open(FIRST);
    say(outbox, about(1, NodePhase.STAGING));
    var sent = outbox.batch().orElseThrow();
    say(outbox, about(1, NodePhase.ACTIVATING));
    outbox.taken(sent, 1_000);

    assertThat(next(outbox)).isEqualTo("a 2 activating");
  }

  @Test
  void nothing_that_happens_costs_nothing() throws IOException {
    var outbox = open(FIRST);
    say(outbox, about(1, NodePhase.HEALTHY));
    take(outbox);
    var disk = new CuttingDisk(2, CuttingDisk.KILLED); // what was read is made durable once
    var later = open(SECOND, disk);

    for (int connections = 0; connections < 10; connections++) {
      say(later, about(1, NodePhase.HEALTHY));
      take(later);
    }
    assertThat(disk.hasCut()).as("a step that was asked of the disk").isFalse();
  }

  @Test
  void a_change_of_phase_is_one_write_and_one_fsync() throws IOException {
    say(open(FIRST), about(1, NodePhase.STAGING));
    var outbox = open(SECOND, new CuttingDisk(4, CuttingDisk.KILLED)); // two at the start

    say(outbox, about(1, NodePhase.ACTIVATING));

    assertThat(next(outbox)).isEqualTo("a 1 staging");
  }

  @Test
  void a_line_that_was_cut_off_is_passed_over_and_the_file_is_whole_again() throws IOException {
    say(open(FIRST), about(1, NodePhase.STAGING), about(1, NodePhase.ACTIVATING));
    var whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      var outbox = open(SECOND);
      assertThat(next(outbox)).isIn("nothing", "a 1 staging", "a 1 staging, 2 activating");
      say(outbox, about(1, NodePhase.ACTIVE));

      var next = open(THIRD);
      assertThat(complaints).isEmpty();
      assertThat(next(next)).isEqualTo(next(outbox));
      while (next.batch().isPresent()) {
        assertThat(next(next)).isEqualTo(next(outbox));
        take(next);
        take(outbox);
      }
      assertThat(outbox.batch()).isEmpty();
    }
  }

  @Test
  void what_was_written_by_a_life_that_was_killed_before_its_fsync_is_made_durable_first()
      throws IOException {
    say(open(FIRST), about(1, NodePhase.STAGING));
    var disk = new CuttingDisk(0, CuttingDisk.Fault.EIO_ONCE);

    var outbox = open(SECOND, disk);
    assertThat(disk.hasCut()).as("its fsync failed").isTrue();
    assertThat(next(outbox)).isEqualTo("a 1 staging");
    Files.delete(file()); // a power cut
    say(outbox, about(1, NodePhase.ACTIVATING));
    assertThat(next(open(THIRD))).as("written whole").isEqualTo("a 1 staging");
  }

  @Test
  void a_line_that_has_turned_is_passed_over_and_complained_about() throws IOException {
    say(open(FIRST), about(1, NodePhase.STAGING), about(1, NodePhase.ACTIVATING));
    Files.writeString(file(), Files.readString(file()).replace("staging", "staginh"));

    assertThat(next(open(SECOND))).isEqualTo("a 2 activating");
    assertThat(complaints).hasSize(1).first().asString().contains("1 lines");
  }

  @Test
  void what_was_never_a_journal_of_reports_does_not_stop_the_agent() throws IOException {
    Files.write(file(), new byte[5 << 20]);

    var outbox = open(FIRST);
    assertThat(complaints).hasSize(1);
    say(outbox, about(1, NodePhase.STAGING));
    assertThat(next(open(SECOND))).isEqualTo("a 1 staging");
    assertThat(complaints).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_disk_that_takes_nothing_is_complained_about_once_and_reports_go_out(
      CuttingDisk.Fault fault) throws IOException {
    for (int steps = 0; steps < 12; steps++) {
      Files.deleteIfExists(file());
      complaints.clear();
      var outbox = open(FIRST, new CuttingDisk(steps, fault));
      say(outbox, about(1, NodePhase.STAGING));
      assertThat(next(outbox)).isEqualTo("a 1 staging");
      take(outbox);
      say(outbox, about(1, NodePhase.ACTIVATING), about(1, NodePhase.ACTIVE));

      assertThat(next(outbox)).isEqualTo("a 2 activating, 3 active");
      assertThat(complaints).hasSizeLessThanOrEqualTo(1);
      if (fault == CuttingDisk.Fault.EIO_ONCE) {
        say(outbox, about(1, NodePhase.ACTIVE)); // the next connection
        assertThat(next(open(SECOND))).isEqualTo("a 2 activating, 3 active");
      }
    }
  }

  @Test
  void a_full_outbox_lets_repetitions_go_first_then_the_way_and_never_an_outcome()
      throws IOException {
    var outbox = open(FIRST);
    outbox.add(about(1, NodePhase.STAGING));
    outbox.add(about(1, NodePhase.HEALTHY));
    var standing = about(1, NodePhase.HEALTHY);
    for (int times = 0; times < Backlog.MOST_REPORTS; times++) {
      outbox.add(times % 2 == 0 ? Words.drifting(standing) : standing);
    }
    outbox.write();

    assertThat(next(outbox)).startsWith("a 1 staging, 2 healthy, 5 healthy, 6 healthy");
    assertThat(said).hasSize(1).first().asString().contains("outcomes stay");

    for (long generation = 2; generation <= Backlog.MOST_REPORTS; generation++) {
      outbox.add(about(generation, NodePhase.ROLLED_BACK));
    }
    outbox.write();
    assertThat(next(outbox)).startsWith("a 2 healthy, 1003 rolled_back, 1004 rolled_back");
    var again = open(SECOND);
    assertThat(next(again)).isEqualTo(next(outbox));
    assertThat(Files.size(file())).isLessThan(4L * Backlog.MOST_BYTES);

    while (outbox.batch().isPresent()) {
      take(outbox);
    }
    assertThat(said).hasSize(2).last().asString().contains("1001 had gone");
    say(outbox, about(1, NodePhase.IDLE));
    assertThat(Files.size(file())).as("what was taken is put away").isLessThan(65_536);
  }

  @Test
  void reports_of_a_node_with_many_modules_are_bounded_in_bytes() throws IOException {
    var outbox = open(FIRST);
    for (long generation = 1; generation <= 40; generation++) {
      say(outbox, Words.withModules(600, about(generation, NodePhase.IDLE)));
    }

    int batches = 0;
    for (var batch = outbox.batch(); batch.isPresent(); batch = outbox.batch(), batches++) {
      assertThat(batch.get().toJson().size()).isLessThan(ReportBatch.MAX_BYTES);
      take(outbox);
    }
    assertThat(batches).isBetween(4, 10);
    assertThat(said).isNotEmpty();
  }

  /** A disk that hangs while a report is written holds up nobody but the report. */
  @Test
  void nobody_waits_for_a_report_to_be_written() throws Exception {
    var hangs = new CountDownLatch(1);
    var reached = new CountDownLatch(1);
    var outbox =
        open(
            FIRST,
            new CuttingDisk(
                0,
                () -> {
                  reached.countDown();
                  try {
                    hangs.await();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                  throw new IOException("Input/output error");
                }));
    var keeper = Thread.ofPlatform().daemon().start(outbox::keep);
    outbox.add(about(1, NodePhase.ROLLING_BACK));
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();

    outbox.add(about(1, NodePhase.ROLLED_BACK));
    assertThat(next(outbox)).isEqualTo("nothing");

    hangs.countDown();
    keeper.interrupt();
    assertThat(keeper.join(Duration.ofSeconds(30))).isTrue();
    assertThat(complaints).extracting(Problem::code).containsExactly(Code.STAGE_FAILED);
  }
}
