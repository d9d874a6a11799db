package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

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

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15})");

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_FOUND = 404;
  private static final int OUTSIDE = 416;

  private final Server server;
  private final StagedObjects objects;
  private final InstantSource clock;
  private final Backoff backoff;

  Download(Server server, StagedObjects objects, InstantSource clock, Backoff backoff) {
    this.server = server;
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
      var problem = fill(order, part, isWanted);
      return problem.isPresent() ? problem : objects.place(order.sha256(), part);
    } catch (IOException e) {
      return Optional.of(StoreProblem.of(e, order.name()));
    }
  }

  /** Reads until the part is whole. */
  private Optional<Problem> fill(Effect.Ordered order, Path part, BooleanSupplier isWanted)
      throws IOException, InterruptedException {
    var giveUp = clock.instant().plus(PATIENCE);
    var total = OptionalLong.empty();
    long have = objects.length(part);
    while (total.isEmpty() || have < total.getAsLong()) {
      if (!isWanted.getAsBoolean()) {
        return Optional.of(failed(order, "something else is wanted now"));
      }
      switch (ask(order, have)) {
        case Piece.Some(var content, long all) -> {
          var misfit = misfit(order, part, have, all);
          if (misfit.isPresent()) {
            return misfit;
          }
          total = OptionalLong.of(all);
          objects.append(part, content.toArray());
          have += content.size();
          backoff.reset();
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

    /** There is no use in asking again. */
    record Final(Problem problem) implements Piece {}

    /** It may be there later. */
    record Later(String why) implements Piece {}
  }

  private Piece ask(Effect.Ordered order, long from) throws InterruptedException {
    HttpResponse<byte[]> answer;
    try {
      answer = server.object(order.sha256(), from, PIECE_BYTES);
    } catch (IOException e) {
      return new Piece.Later(String.valueOf(e.getMessage()));
    }
    var content = answer.body();
    if (answer.statusCode() == OK && from == 0) {
      return new Piece.Some(Bytes.copyOf(content), content.length);
    }
    if (answer.statusCode() == PARTIAL && content.length > 0) {
      var range = CONTENT_RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
      if (range.matches() && Long.parseLong(range.group(1)) == from) {
        return new Piece.Some(Bytes.copyOf(content), Long.parseLong(range.group(2)));
      }
    }
    if (answer.statusCode() == NOT_FOUND) {
      return new Piece.Final(
          Problem.of(Code.ARTIFACT_MISSING, "the control plane has no such object", order.name()));
    }
    if (answer.statusCode() == OUTSIDE) {
      return new Piece.Final(
          Problem.of(Code.SIZE_MISMATCH, "the object is shorter than it was", order.name()));
    }
    return new Piece.Later("the control plane answered " + answer.statusCode());
  }

  private Optional<Problem> misfit(Effect.Ordered order, Path part, long have, long total)
      throws IOException {
    if (total > order.maxBytes() || total != order.size().orElse(total)) {
      objects.drop(part);
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
