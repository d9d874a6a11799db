package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;

/**
 * What an agent has said, in {@code journal/reports}: a line for each report, and one for each time
 * that some were taken, behind each other; each line begins with the SHA-256 of the rest.
 *
 * <p>A report is durable when {@link #add} returns. That some were taken isn't made durable:
 * whoever hears them again knows them by their numbers. A line that was cut off, or has turned, is
 * passed over; whatever the state of the file, the next write makes it whole.
 */
final class ReportJournal {
  private static final String NAME = "reports";

  /** Twice what waits at most, and what was taken of it meanwhile. */
  private static final int MOST_BYTES = 4 * Backlog.MOST_BYTES;

  /** Below that nobody counts how much of the file is still of use. */
  private static final int SMALL_BYTES = 64 * 1024;

  private static final Pattern TAKEN = Pattern.compile("taken ([a-z0-9]{8,64}) ([1-9][0-9]{0,15})");
  private static final String SAID = "said ";
  private static final int DIGEST = 64;

  private final AgentStore store;
  private final Disk disk;
  private int bytes;

  /** Whether what is in the file can't be relied on, or there is no file. */
  private boolean isBroken = true;

  ReportJournal(AgentStore store, Disk disk) {
    this.store = store;
    this.disk = disk;
  }

  /**
   * Puts what the file knows into the backlog; what can't be read is told, and lost: an agent that
   * can't remember its reports still knows where its node stands.
   */
  Optional<Problem> readInto(Backlog backlog) throws IOException {
    var file = store.kept(NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return switch (Source.read(file, Code.AGENT_CONFIG_INVALID, MOST_BYTES)) {
      case Outcome.Refused<byte[]>(var problems) -> Optional.of(problems.getFirst());
      case Outcome.Ok<byte[]>(var content, _) -> read(content, backlog);
    };
  }

  private Optional<Problem> read(byte[] content, Backlog backlog) {
    var lines = new String(content, UTF_8).split("\n", -1);
    int lost = 0;
    for (int i = 0; i < lines.length - 1; i++) {
      lost += isTakenIn(lines[i], backlog) ? 0 : 1;
    }
    // Behind the last line's end there is nothing, unless a write was cut off.
    boolean isCutOff = !lines[lines.length - 1].isEmpty();
    bytes = content.length;
    isBroken = lost > 0 || isCutOff || !isMadeDurable();
    return lost == 0
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                Code.STAGE_FAILED,
                lost
                    + " lines of it can't be read: what they said is said again where it still holds",
                where()));
  }

  /** The last life may have been killed between a write and its fsync; what is read is sent now. */
  private boolean isMadeDurable() {
    try {
      disk.force(store.kept(NAME));
      disk.force(store.journalFolder());
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isTakenIn(String line, Backlog backlog) {
    if (line.length() <= DIGEST + 1) {
      return false;
    }
    var rest = line.substring(DIGEST + 1);
    if (!line.startsWith(Sha256.of(rest.getBytes(UTF_8)).hex() + " ")) {
      return false;
    }
    var taken = TAKEN.matcher(rest);
    if (taken.matches()) {
      backlog.taken(new Said.Taken(taken.group(1), Long.parseLong(taken.group(2))));
      return true;
    }
    if (!rest.startsWith(SAID)) {
      return false;
    }
    return switch (ReportBatch.parse(rest.substring(SAID.length()).getBytes(UTF_8))) {
      case Outcome.Ok<ReportBatch>(var batch, _) when batch.reports().size() == 1 -> {
        backlog.add(Said.of(batch.boot(), batch.reports().getFirst()));
        yield true;
      }
      case Outcome.Ok<ReportBatch> _, Outcome.Refused<ReportBatch> _ -> false;
    };
  }

  String where() {
    return store.kept(NAME).toString();
  }

  /** Whether the file has to be made anew. */
  boolean isToRenew(Backlog backlog) {
    return isBroken || (bytes > SMALL_BYTES && bytes > 2 * lines(backlog).length);
  }

  /** Writes it whole: all that waits, or where nothing does what was taken last. */
  void renew(byte[] whole) throws IOException {
    isBroken = true;
    store.keep(NAME, whole);
    isBroken = false;
    bytes = whole.length;
  }

  /**
   * Writes lines behind the others.
   *
   * @param isToLast whether it matters that they outlive a power cut
   */
  void add(byte[] lines, boolean isToLast) throws IOException {
    isBroken = true;
    disk.append(store.kept(NAME), lines);
    if (isToLast) {
      disk.force(store.kept(NAME));
    }
    isBroken = false;
    bytes += lines.length;
  }

  /** The whole file for that. */
  static byte[] lines(Backlog backlog) {
    var lines = new ByteArrayOutputStream();
    if (backlog.isEmpty()) {
      backlog
          .lastTaken()
          .ifPresent(last -> {
            lines.writeBytes(said(last));
            lines.writeBytes(taken(new Said.Taken(last.boot(), last.report().seq())));
          });
    }
    backlog.all().forEach(said -> lines.writeBytes(said(said)));
    return lines.toByteArray();
  }

  /** The lines for some that are new. */
  static byte[] lines(List<Said> fresh, Optional<Said.Taken> taken) {
    var lines = new ByteArrayOutputStream();
    fresh.forEach(said -> lines.writeBytes(said(said)));
    taken.ifPresent(upTo -> lines.writeBytes(taken(upTo)));
    return lines.toByteArray();
  }

  private static byte[] said(Said said) {
    return line(SAID + said.json().text());
  }

  private static byte[] taken(Said.Taken upTo) {
    return line("taken " + upTo.boot() + " " + upTo.seq());
  }

  private static byte[] line(String rest) {
    return (Sha256.of(rest.getBytes(UTF_8)).hex() + " " + rest + "\n").getBytes(UTF_8);
  }
}
