package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.bind.Fetch;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * Fetches objects into the store, from where it stopped the last time.
 *
 * <p>Guaranteed: never more than an object may have is read or written; under its digest there is
 * never anything with another. Where the manifest has a digest tree and the control plane its
 * leaves, a wrong chunk ends the download, and what was good before it stays for the next.
 */
final class Download {
  /** So long a control plane may be away before staging has failed. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** For each object that much more time; a slower way isn't one. */
  private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

  private static final Duration MOST_PATIENCE = Duration.ofHours(6);

  private final ObjectWay.Source source;
  private final StagedObjects objects;
  private final InstantSource clock;
  private final Backoff backoff;

  Download(ObjectWay.Source source, StagedObjects objects, InstantSource clock, Backoff backoff) {
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
      return objects.has(order.sha256()) ? Optional.empty() : bring(order, isWanted);
    } catch (IOException e) {
      return Optional.of(StoreProblem.of(e, order.name()));
    }
  }

  private Optional<Problem> bring(Effect.Ordered order, BooleanSupplier isWanted)
      throws IOException, InterruptedException {
    var now = clock.instant();
    var patience = new ObjectWay.Patience(clock, now.plus(patience(order)), isWanted, backoff);
    var leaves = leaves(order.artifact(), patience);
    var parcel =
        new ObjectWay.Parcel(order.sha256().hex(), order.name(), order.size(), order.maxBytes());
    var way = new ObjectWay(source, parcel, objects::freeBytes, patience);
    var part = objects.part(order.sha256());
    // Whether it takes too long, the way itself finds out: it waits for a control plane that is
    // away. So the clock by which the fetch would give it up stands still.
    var fetch =
        Fetch.of(
            order.artifact(),
            order.maxBytes(),
            leaves,
            way,
            "the control plane",
            InstantSource.fixed(now));
    var problems = fetch.into(part);
    if (way.isInterrupted()) {
      throw new InterruptedException("while " + order.name() + " was fetched");
    }
    if (problems.isEmpty()) {
      objects.place(order.sha256(), part);
      return Optional.empty();
    }
    var problem = problems.getFirst();
    return problem.code() == Code.REPO_UNREACHABLE
        ? way.ended().or(() -> Optional.of(problem))
        : Optional.of(problem);
  }

  /** A server that sends a byte now and then must not keep the agent's hands for ever. */
  private static Duration patience(Effect.Ordered order) {
    long bytes = Math.min(order.size().orElse(order.maxBytes()), order.maxBytes());
    var whole = PATIENCE.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    return whole.compareTo(MOST_PATIENCE) < 0 ? whole : MOST_PATIENCE;
  }

  /**
   * The leaves of the artifact's tree, as the control plane has them: whether they are the right
   * ones, their root tells. Without them the tree is checked at the end, and no chunk is named.
   */
  private Optional<byte[]> leaves(Artifact artifact, ObjectWay.Patience patience)
      throws IOException, InterruptedException {
    if (artifact.tree().isEmpty()) {
      return Optional.empty();
    }
    var tree = artifact.tree().get();
    long bytes = tree.leavesBytes(artifact.size().orElseThrow());
    if (bytes > ContentCheck.MOST_LEAVES_BYTES) {
      return Optional.empty();
    }
    var parcel =
        new ObjectWay.Parcel(tree.leavesName(), artifact.name(), OptionalLong.of(bytes), bytes);
    var way = new ObjectWay(source, parcel, () -> Long.MAX_VALUE, patience);
    try (var in = way.from(0).orElseThrow()) {
      return Optional.of(in.readNBytes((int) bytes));
    } catch (IOException e) {
      if (way.isInterrupted()) {
        throw new InterruptedException("while the leaves of " + artifact.name() + " were fetched");
      }
      if (way.ended().isEmpty()) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
