package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;

/**
 * Bad nights out of seeds: the agent is killed, or its machine loses power, at any step of its
 * disk, between writing and sending, between sending and the answer, between the answer and its
 * being noted. Safety: the control plane takes each report once, and those of one life in their
 * order. Progress: in the end it has all that was durable, and knows where the node stands.
 */
@Timeout(120)
class ReportsOnceTest {
  private static final List<NodePhase> PHASES = List.of(NodePhase.values());
  private static final int NIGHTS = 300;
  private static final int LIVES = 8;
  private static final int STEPS = 40;

  @TempDir Path folder;

  /** The control plane: knows a report by the life and number that it came with. */
  private static final class Receiver {
    private final Map<String, Long> taken = new HashMap<>();
    final List<String> news = new ArrayList<>();
    final List<NodeReport> reports = new ArrayList<>();

    long take(ReportBatch batch) {
      for (var report : batch.reports()) {
        if (report.seq() > taken.getOrDefault(batch.boot(), 0L)) {
          taken.put(batch.boot(), report.seq());
          news.add(name(batch.boot(), report));
          reports.add(report);
        }
      }
      return batch.reports().getLast().seq();
    }
  }

  /** One life of an agent, until it is killed. */
  private record Life(Outbox outbox, Receiver receiver, Random chance, List<NodeReport> stands) {
    void step() {
      switch (chance.nextInt(5)) {
        case 0 -> {
          var phase = PHASES.get(chance.nextInt(PHASES.size()));
          var report = Words.about(1 + chance.nextInt(3), phase);
          stands.add(report);
          outbox.add(report);
        }
        case 1 -> outbox.add(stands.getLast()); // a new connection
        case 2, 3 -> outbox.write();
        default -> outbox.batch().ifPresent(this::send);
      }
    }

    private void send(ReportBatch batch) {
      boolean arrives = chance.nextInt(5) > 0;
      boolean isAnswered = arrives && chance.nextInt(4) > 0;
      if (arrives) {
        long seq = receiver.take(batch);
        if (isAnswered) {
          outbox.taken(batch, seq);
        }
      }
    }
  }

  private static Outbox open(Path root, String boot, Disk disk) throws IOException {
    var journal = new ReportJournal(new AgentStore(root, disk), disk);
    return Outbox.open(
        boot,
        journal,
        () -> {},
        line -> {
          throw new AssertionError(line);
        },
        problem -> {
          throw new AssertionError(problem.toString());
        });
  }

  private static Path file(Path root) {
    return root.resolve("journal").resolve("reports");
  }

  private static String boot(int life) {
    return "boot%04d".formatted(life);
  }

  private void night(long seed) throws IOException {
    var chance = new Random(seed);
    var root = folder.resolve("night-" + seed);
    new AgentStore(root, new LocalDisk()).makeFolders();
    var receiver = new Receiver();
    var stands = new ArrayList<>(List.of(Words.about(0, NodePhase.IDLE)));
    var durable = new HashSet<String>();
    var disk = new ForgetfulDisk(file(root));
    for (int number = 0; number < LIVES; number++) {
      disk.through(new CuttingDisk(chance.nextInt(STEPS), CuttingDisk.KILLED));
      try {
        var life = new Life(open(root, boot(number), disk), receiver, chance, stands);
        life.outbox.add(stands.getLast());
        for (int step = chance.nextInt(STEPS); step > 0; step--) {
          life.step();
        }
      } catch (IllegalStateException killed) {
        assertThat(killed).hasMessage("killed");
      }
      if (chance.nextInt(3) == 0) {
        disk.loseWhatWasNotForced();
      }
      durable.addAll(names(disk.durable()));
    }
    var last = open(root, boot(LIVES), disk.through(new LocalDisk()));
    last.add(stands.getLast());
    last.write();
    for (var batch = last.batch(); batch.isPresent(); batch = last.batch()) {
      last.taken(batch.get(), receiver.take(batch.get()));
    }

    assertThat(receiver.news).as("seed %d", seed).doesNotHaveDuplicates().isSorted();
    assertThat(durable).as("seed %d", seed).isSubsetOf(receiver.news);
    assertThat(stands.getLast().repeats(receiver.reports.getLast())).as("seed %d", seed).isTrue();
    for (int i = 1; i < receiver.reports.size(); i++) {
      assertThat(receiver.reports.get(i).repeats(receiver.reports.get(i - 1)))
          .as("seed %d: said anew what was said last", seed)
          .isFalse();
    }
  }

  private static String name(String boot, NodeReport report) {
    return "%s %04d".formatted(boot, report.seq());
  }

  /** The names of all reports in a journal. */
  private static Set<String> names(String journal) {
    var names = new HashSet<String>();
    var lines = List.of(journal.split("\n", -1));
    // Behind the last line's end is what was cut off.
    for (var line : lines.subList(0, lines.size() - 1)) {
      int json = line.indexOf("said {");
      if (json > 0) {
        var text = line.substring(json + "said ".length());
        var batch = ReportBatch.parse(text.getBytes(UTF_8)).orThrow();
        names.add(name(batch.boot(), batch.reports().getFirst()));
      }
    }
    return names;
  }

  @Test
  void whoever_is_killed_when_each_report_is_taken_once_and_in_order() throws IOException {
    for (long seed = 0; seed < NIGHTS; seed++) {
      night(seed);
    }
  }
}
