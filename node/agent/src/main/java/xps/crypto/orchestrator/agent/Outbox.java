package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Problem;

/**
 * What the node says, until the control plane has taken it: no report is lost, and none is said as
 * new twice, whoever is killed when.
 *
 * <ul>
 *   <li>A report is numbered once, under the name of the agent's life in which it was said ({@code
 *       boot}: drawn at each start, so that no number is given twice even where the disk took
 *       nothing). Both go into the journal with it <em>before</em> it is sent first.
 *   <li>Until it is taken it is sent again, after a restart as well, under that very name and
 *       number, and before anything newer. So whoever took it, and whose answer got lost, knows it.
 *   <li>What the node says again (where it stands, at each connection; how an order ended, when
 *       that order is delivered again) is no new report as long as it says what the last one said:
 *       then that one is sent again, as it was. Who has taken it learns that the node is there and
 *       stands where it stood; who has lost its memory learns all of it. Anything else is news, and
 *       gets a number.
 *   <li>A report that an agent was killed too early to write down was about something that the
 *       node's own journal has, or that will be ordered again: it is said then.
 * </ul>
 *
 * <p>It is written by a thread of its own, {@link #keep}: nothing that the node does, least of all
 * the way back, waits for it. A disk that takes nothing is complained about, and then reports go
 * out unwritten: the control plane has to hear that, too.
 */
final class Outbox implements AutoCloseable {
  /** Reports of one batch. */
  private static final int MOST_OF_A_BATCH = 20;

  /** What the batch's own words take. */
  private static final int AROUND_BYTES = 1_024;

  private final String boot;
  private final ReportJournal journal;
  private final Backlog backlog = new Backlog();
  private final Runnable news;
  private final Consumer<String> says;
  private final Consumer<Problem> complaints;

  /** Gets a permit whenever there is something to write. */
  private final Semaphore work = new Semaphore(0);

  private Optional<Said.Taken> unnoted = Optional.empty();
  private long numbered;
  private long sendable;
  private long asked;
  private long answered;
  private boolean isToRepeat;
  private boolean isOver;
  private boolean hasComplained;
  private int dropped;

  private Outbox(
      String boot,
      ReportJournal journal,
      Runnable news,
      Consumer<String> says,
      Consumer<Problem> complaints) {
    this.boot = boot;
    this.journal = journal;
    this.news = news;
    this.says = says;
    this.complaints = complaints;
  }

  /**
   * The outbox as the agent's last life has left it.
   *
   * @param boot the name of the life that begins now
   * @param news is run whenever there is something to send
   */
  static Outbox open(
      String boot,
      ReportJournal journal,
      Runnable news,
      Consumer<String> says,
      Consumer<Problem> complaints)
      throws IOException {
    var outbox = new Outbox(boot, journal, news, says, complaints);
    journal.readInto(outbox.backlog).ifPresent(complaints);
    return outbox;
  }

  /** Says something; what was said last already is said again, and isn't new. */
  void add(NodeReport report) {
    synchronized (this) {
      asked++;
      if (backlog.last().filter(last -> report.repeats(last.report())).isPresent()) {
        isToRepeat = true;
      } else {
        numbered++;
        var said = Said.of(boot, report.numbered(numbered));
        makeRoom(backlog.add(said));
      }
      answerAll();
    }
    work.release();
    news.run();
  }

  /** A gap in the numbers tells the control plane, and this whoever looks at the node. */
  private void makeRoom(int gone) {
    if (gone > 0 && dropped == 0) {
      says.accept(
          "no report was taken for so long that there is no room for more: of what was said again"
              + " and again the oldest goes; outcomes stay");
    }
    dropped += gone;
  }

  private void answerAll() {
    if (sendable == numbered) {
      answered = asked;
    }
  }

  /** How often something was to be said. */
  synchronized long asked() {
    return asked;
  }

  /** How much of that could have been sent by now. */
  synchronized long answered() {
    return answered;
  }

  /** The oldest reports that nobody has taken, as many as fit one batch of one life. */
  synchronized Optional<ReportBatch> batch() {
    var batch = new ArrayList<NodeReport>();
    var life = "";
    int bytes = AROUND_BYTES;
    for (var said : backlog.isEmpty() && isToRepeat ? lastTaken() : backlog.all()) {
      bytes += said.json().size();
      boolean isFull = batch.size() == MOST_OF_A_BATCH || bytes > ReportBatch.MAX_BYTES;
      boolean isOther = !batch.isEmpty() && (isFull || !said.boot().equals(life));
      if (isOther || !isSendable(said)) {
        break;
      }
      life = said.boot();
      batch.add(said.report());
    }
    return batch.isEmpty() ? Optional.empty() : Optional.of(new ReportBatch(life, batch));
  }

  private List<Said> lastTaken() {
    return backlog.lastTaken().stream().toList();
  }

  private boolean isSendable(Said said) {
    return !said.boot().equals(boot) || said.report().seq() <= sendable;
  }

  /** All of a batch up to this number has been taken; of what wasn't sent nothing can have been. */
  void taken(ReportBatch batch, long seq) {
    synchronized (this) {
      long upTo = Math.min(seq, batch.reports().getLast().seq());
      var taken = new Said.Taken(batch.boot(), upTo);
      isToRepeat = false;
      if (!backlog.taken(taken)) {
        return;
      }
      unnoted = Optional.of(taken);
      if (backlog.isEmpty() && dropped > 0) {
        says.accept("reports are taken again; for want of room " + dropped + " had gone");
        dropped = 0;
      }
    }
    work.release();
  }

  /** Writes down what comes, until it is interrupted. */
  void keep() {
    try {
      while (true) {
        work.acquire();
        work.drainPermits();
        write();
      }
    } catch (InterruptedException _) {
      // The agent ends.
    }
  }

  /** Writes down what has come. */
  void write() {
    synchronized (journal) {
      if (!isOver) {
        writeNow();
      }
    }
  }

  /** From now on nothing is written: another agent may have the store. */
  @Override
  public void close() {
    synchronized (journal) {
      isOver = true;
    }
  }

  private void writeNow() {
    List<Said> fresh;
    Optional<Said.Taken> taken;
    Optional<byte[]> whole;
    long upTo;
    synchronized (this) {
      fresh = backlog.all().stream().filter(said -> !isSendable(said)).toList();
      taken = unnoted;
      boolean isToRenew = journal.isToRenew(backlog) && backlog.last().isPresent();
      boolean isNothing = fresh.isEmpty() && taken.isEmpty();
      if (isNothing && !isToRenew) {
        return;
      }
      whole = isToRenew ? Optional.of(ReportJournal.lines(backlog)) : Optional.empty();
      unnoted = Optional.empty();
      upTo = numbered;
    }
    try {
      if (whole.isPresent()) {
        journal.renew(whole.get());
      } else {
        journal.add(ReportJournal.lines(fresh, taken), !fresh.isEmpty());
      }
      hasComplained = false;
    } catch (IOException e) {
      complain(e);
    }
    synchronized (this) {
      sendable = upTo;
      answerAll();
    }
    news.run();
  }

  private void complain(IOException failure) {
    if (!hasComplained) {
      complaints.accept(StoreProblem.of(failure, journal.where()));
      hasComplained = true;
    }
  }
}
