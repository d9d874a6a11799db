package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.bind.Fetch;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * The way of one object from the control plane to here, piece by piece. A control plane that is
 * away for a while is waited for; when there is no use in waiting the way ends, and says why.
 *
 * <p>Guaranteed: never more than the object may have is asked for or passed on.
 */
final class ObjectWay implements Fetch.Origin {
  private static final int PIECE_BYTES = 256 * 1024;

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15})");

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_FOUND = 404;
  private static final int OUTSIDE = 416;

  /** Where objects come from: {@link Server#object}. */
  @FunctionalInterface
  interface Source {
    /** Asks for some bytes of an object, from an offset on. */
    Answer object(String name, long from, int maxBytes) throws IOException, InterruptedException;
  }

  /**
   * What HTTP says to that.
   *
   * @param range the header {@code Content-Range}, or nothing
   */
  record Answer(int status, String range, Bytes content) {}

  /**
   * What is on its way.
   *
   * @param name in the repository
   * @param where for messages
   * @param size that it has to have, where that is known
   * @param maxBytes that it may have
   */
  record Parcel(String name, String where, OptionalLong size, long maxBytes) {}

  /** How much room there is. */
  @FunctionalInterface
  interface Room {
    long freeBytes() throws IOException;
  }

  /** Until when somebody waits, and whether they still do. */
  record Patience(InstantSource clock, Instant end, BooleanSupplier isWanted, Backoff backoff) {
    boolean isOver() {
      return !clock.instant().isBefore(end);
    }
  }

  private final Source source;
  private final Parcel parcel;
  private final Room room;
  private final Patience patience;
  private OptionalLong total;
  private Optional<Problem> ended = Optional.empty();
  private boolean interrupted;

  ObjectWay(Source source, Parcel parcel, Room room, Patience patience) {
    this.source = source;
    this.parcel = parcel;
    this.room = room;
    this.patience = patience;
    this.total = parcel.size();
  }

  /** Why nothing more comes this way; nothing while it may. */
  Optional<Problem> ended() {
    return ended;
  }

  /** Whether the agent was told to end meanwhile. */
  boolean isInterrupted() {
    return interrupted;
  }

  @Override
  public Optional<InputStream> from(long offset) throws IOException {
    if (ended.isPresent()) {
      throw new IOException(ended.get().message());
    }
    return Optional.of(new Pieces(offset));
  }

  /** What comes, as one stream. */
  private final class Pieces extends InputStream {
    private long position;
    private byte[] piece = new byte[0];
    private int taken;

    Pieces(long offset) {
      position = offset;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      if (taken == piece.length) {
        var next = next(position);
        if (next.isEmpty()) {
          return -1;
        }
        piece = next.get().toArray();
        taken = 0;
      }
      int some = Math.min(count, piece.length - taken);
      System.arraycopy(piece, taken, into, from, some);
      taken += some;
      position += some;
      return some;
    }
  }

  /** The bytes from there on; nothing where the object ends there, whatever a server says. */
  private Optional<Bytes> next(long from) throws IOException {
    while (total.isEmpty() || from < total.getAsLong()) {
      if (!patience.isWanted().getAsBoolean()) {
        throw end(failed("something else is wanted now"));
      }
      if (patience.isOver()) {
        throw end(failed("it takes too long"));
      }
      switch (ask(from)) {
        case Piece.Some(var content, long all) -> {
          var misfit = misfit(from, content.size(), all);
          if (misfit.isPresent()) {
            throw end(misfit.get());
          }
          total = OptionalLong.of(all);
          patience.backoff().reset();
          if (content.size() > 0) {
            return Optional.of(content);
          }
        }
        case Piece.NoMore(var problem) -> {
          if (from > 0) {
            return Optional.empty(); // its digest tells whether it is whole
          }
          throw end(problem);
        }
        case Piece.Final(var problem) -> throw end(problem);
        case Piece.Later(var why) -> waitAWhile(why);
      }
    }
    return Optional.empty();
  }

  private void waitAWhile(String why) throws IOException {
    if (patience.isOver()) {
      throw end(failed(why));
    }
    try {
      Thread.sleep(patience.backoff().next());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private IOException interrupted(InterruptedException e) {
    interrupted = true;
    ended = Optional.of(failed("the agent ends"));
    var broken = new InterruptedIOException("the agent ends");
    broken.initCause(e);
    return broken;
  }

  private IOException end(Problem problem) {
    ended = Optional.of(problem);
    return new IOException(problem.message());
  }

  /** What came of asking once. */
  private sealed interface Piece {
    /** Some bytes, of so many in all. */
    record Some(Bytes content, long total) implements Piece {}

    /** Nothing lies behind what there is. */
    record NoMore(Problem problem) implements Piece {}

    /** There is no use in asking again. */
    record Final(Problem problem) implements Piece {}

    /** It may be there later. */
    record Later(String why) implements Piece {}
  }

  private Piece ask(long from) throws IOException {
    Answer answer;
    try {
      answer = source.object(parcel.name(), from, PIECE_BYTES);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (IOException e) {
      return new Piece.Later(String.valueOf(e.getMessage()));
    }
    var content = answer.content();
    if (answer.status() == OK && from == 0) {
      return new Piece.Some(content, content.size());
    }
    if (answer.status() == PARTIAL && content.size() > 0) {
      var range = CONTENT_RANGE.matcher(answer.range());
      if (range.matches() && Long.parseLong(range.group(1)) == from) {
        return new Piece.Some(content, Long.parseLong(range.group(2)));
      }
    }
    if (answer.status() == NOT_FOUND) {
      return new Piece.Final(
          Problem.of(
              Code.ARTIFACT_MISSING, "the control plane has no such object", parcel.where()));
    }
    if (answer.status() == OUTSIDE) {
      return new Piece.NoMore(
          Problem.of(Code.SIZE_MISMATCH, "the object is shorter than it was", parcel.where()));
    }
    return new Piece.Later("the control plane answered " + answer.status());
  }

  private Optional<Problem> misfit(long have, int more, long all) throws IOException {
    if (have + more > all) {
      return Optional.of(
          Problem.of(
              Code.SIZE_MISMATCH,
              "more was sent than the object's " + all + " bytes",
              parcel.where()));
    }
    if (all > parcel.maxBytes() || all != parcel.size().orElse(all)) {
      return Optional.of(
          Problem.of(
              Code.SIZE_MISMATCH,
              "the object has "
                  + all
                  + " bytes; expected are "
                  + (parcel.size().isPresent()
                      ? parcel.size().getAsLong()
                      : "at most " + parcel.maxBytes()),
              parcel.where()));
    }
    if (room.freeBytes() < all - have) {
      return Optional.of(
          Problem.of(
              Code.DISK_FULL,
              "there is no room for the " + (all - have) + " bytes that are missing",
              parcel.where()));
    }
    return Optional.empty();
  }

  private Problem failed(String why) {
    return Problem.of(Code.STAGE_FAILED, "it can't be fetched: " + why, parcel.where());
  }
}
