package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Fetches objects into the store, piece by piece, from where it stopped the last time.
 *
 * <p>Guaranteed: never more than an object may have is read or written; under its digest there is
 * never anything with another.
 */
final class Download {
  private static final int PIECE_BYTES = 256 * 1024;

  /** So long a control plane may be away before staging has failed. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** For each object that much more time; a slower way isn't one. */
  private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

  private static final Duration MOST_PATIENCE = Duration.ofHours(6);

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
    Answer object(Sha256 object, long from, int maxBytes) throws IOException, InterruptedException;
  }

  /**
   * What HTTP says to that.
   *
   * @param range the header {@code Content-Range}, or nothing
   */
  record Answer(int status, String range, Bytes content) {}

  private final Source source;
  private final StagedObjects objects;
  private final InstantSource clock;
  private final Backoff backoff;

  Download(Source source, StagedObjects objects, InstantSource clock, Backoff backoff) {
    this.source = source;
    this.objects = objects;
    this.clock = clock;
    this.backoff = backoff;
  }

  /**
   * Fetches an object unless it is there.
   *
   * @return why it isn't there now; nothing, when it is
   */
  Optional<Problem> fetch(Effect.Ordered order, BooleanSupplier isWanted)
      throws InterruptedException {
    try {
      if (objects.has(order.sha256())) {
        return Optional.empty();
      }
      var part = objects.part(order.sha256());
      var giveUp = clock.instant().plus(patience(order));
      boolean isResumed = objects.length(part) > 0;
      var problem = get(order, part, giveUp, isWanted);
      if (isResumed && problem.filter(Download::isMisfit).isPresent()) {
        // A part isn't made durable before it is whole: a machine that went down may have spoilt
        // it.
        objects.drop(part);
        return get(order, part, giveUp, isWanted);
      }
      return problem;
    } catch (IOException e) {
      return Optional.of(StoreProblem.of(e, order.name()));
    }
  }

  private static boolean isMisfit(Problem problem) {
    return problem.code() == Code.DIGEST_MISMATCH || problem.code() == Code.SIZE_MISMATCH;
  }

  /** A server that sends a byte now and then must not keep the agent's hands for ever. */
  private static Duration patience(Effect.Ordered order) {
    long bytes = Math.min(order.size().orElse(order.maxBytes()), order.maxBytes());
    var whole = PATIENCE.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    return whole.compareTo(MOST_PATIENCE) < 0 ? whole : MOST_PATIENCE;
  }

  private Optional<Problem> get(
      Effect.Ordered order, Path part, Instant giveUp, BooleanSupplier isWanted)
      throws IOException, InterruptedException {
    var problem = fill(order, part, giveUp, isWanted);
    return problem.isPresent() ? problem : objects.place(order.sha256(), part);
  }

  /** Reads until the part is whole. */
  private Optional<Problem> fill(
      Effect.Ordered order, Path part, Instant giveUp, BooleanSupplier isWanted)
      throws IOException, InterruptedException {
    long have = objects.length(part);
    // Whatever a server says: with so many bytes it is whole, or will never be.
    var total = order.size();
    if (total.isPresent() && total.getAsLong() == 0) {
      objects.append(part, new byte[0]);
    }
    while (total.isEmpty() || have < total.getAsLong()) {
      if (!isWanted.getAsBoolean()) {
        return Optional.of(failed(order, "something else is wanted now"));
      }
      if (!clock.instant().isBefore(giveUp)) {
        return Optional.of(failed(order, "it takes too long"));
      }
      switch (ask(order, have)) {
        case Piece.Some(var content, long all) -> {
          var misfit = misfit(order, have, content.size(), all);
          if (misfit.isPresent()) {
            if (isMisfit(misfit.get())) {
              objects.drop(part);
            }
            return misfit;
          }
          total = OptionalLong.of(all);
          objects.append(part, content.toArray());
          have += content.size();
          backoff.reset();
        }
        case Piece.NoMore(var problem) -> {
          if (have > 0) {
            return Optional.empty(); // its digest tells whether it is whole
          }
          return Optional.of(problem);
        }
        case Piece.Final(var problem) -> {
          objects.drop(part);
          return Optional.of(problem);
        }
        case Piece.Later(var why) -> {
          if (!clock.instant().isBefore(giveUp)) {
            return Optional.of(failed(order, why));
          }
          Thread.sleep(backoff.next());
        }
      }
    }
    return Optional.empty();
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

  private Piece ask(Effect.Ordered order, long from) throws InterruptedException {
    Answer answer;
    try {
      answer = source.object(order.sha256(), from, PIECE_BYTES);
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
          Problem.of(Code.ARTIFACT_MISSING, "the control plane has no such object", order.name()));
    }
    if (answer.status() == OUTSIDE) {
      return new Piece.NoMore(
          Problem.of(Code.SIZE_MISMATCH, "the object is shorter than it was", order.name()));
    }
    return new Piece.Later("the control plane answered " + answer.status());
  }

  private Optional<Problem> misfit(Effect.Ordered order, long have, int more, long total)
      throws IOException {
    if (have + more > total) {
      return Optional.of(
          Problem.of(
              Code.SIZE_MISMATCH,
              "more was sent than the object's " + total + " bytes",
              order.name()));
    }
    if (total > order.maxBytes() || total != order.size().orElse(total)) {
      return Optional.of(
          Problem.of(
              Code.SIZE_MISMATCH,
              "the object has "
                  + total
                  + " bytes; expected are "
                  + (order.size().isPresent()
                      ? order.size().getAsLong()
                      : "at most " + order.maxBytes()),
              order.name()));
    }
    if (objects.freeBytes() < total - have) {
      return Optional.of(
          Problem.of(
              Code.DISK_FULL,
              "there is no room for the " + (total - have) + " bytes that are missing",
              order.name()));
    }
    return Optional.empty();
  }

  private static Problem failed(Effect.Ordered order, String why) {
    return Problem.of(Code.STAGE_FAILED, "it can't be fetched: " + why, order.name());
  }
}
