package xps.crypto.orchestrator.guard;

import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What a node must never forget (NODE.md, "What a node remembers"). Every change gives a new value,
 * which the agent makes durable before the deed that it is about.
 *
 * <p>Guaranteed: no mark, attempt, checkpoint or time ever gets lower, and {@code generation} grows
 * with every change, so that a node that was restored from a snapshot can be told.
 *
 * @param marks by artifact name, the highest version that was ever activated
 * @param attempts the highest attempt that is spent
 * @param orders by rollout, the warrant with the highest sequence that was followed
 * @param logs by origin, the largest checkpoint seen
 * @param timeFloor no honest clock stands before it
 * @param heard bulletins and revocation lists, which only go on
 */
public record NodeMemory(
    long generation,
    SortedMap<String, Mark> marks,
    SortedMap<Subject, Integer> attempts,
    SortedMap<String, Order> orders,
    SortedMap<String, Seen> logs,
    Instant timeFloor,
    Heard heard) {
  /**
   * Rollouts that are remembered. Beyond that those whose warrants expire first are forgotten: to
   * whoever could use the gap, a new rollout's id is as good as an old one.
   */
  static final int MOST_ORDERS = 1_000;

  public NodeMemory {
    marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
    attempts = Collections.unmodifiableSortedMap(new TreeMap<>(attempts));
    orders = Collections.unmodifiableSortedMap(new TreeMap<>(orders));
    logs = Collections.unmodifiableSortedMap(new TreeMap<>(logs));
    timeFloor = timeFloor.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The highest version of an artifact that was ever activated, and its digest. */
  public record Mark(SemVer version, Sha256 sha256) {}

  /** A patch in an environment. */
  public record Subject(Sha256 body, String environment) implements Comparable<Subject> {
    @Override
    public int compareTo(Subject other) {
      return Comparator.comparing(Subject::body)
          .thenComparing(Subject::environment)
          .compare(this, other);
    }
  }

  /** A warrant that was followed: its number in its rollout, its digest, and until when it held. */
  public record Order(long sequence, Sha256 warrant, Instant expires) {}

  /** A checkpoint of an audit log. */
  public record Seen(long size, Sha256 root) {}

  /** What a node knows that has seen nothing yet. */
  public static NodeMemory fresh() {
    return new NodeMemory(
        0,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Instant.EPOCH,
        Heard.nothing());
  }

  /** Reads what {@link #toJson} wrote; refused is whatever it can't have written. */
  public static Outcome<NodeMemory> parse(String file, byte[] text) {
    return NodeMemoryJson.read(file, text);
  }

  /** The memory as a JSON document. */
  public Bytes toJson() {
    return Bytes.utf8(Json.pretty(NodeMemoryJson.write(this)));
  }

  /** The highest attempt of that patch that is spent; 0 where none is. */
  public int spent(Sha256 body, String environment) {
    return attempts.getOrDefault(new Subject(body, environment), 0);
  }

  /** The warrant with the highest sequence of that rollout. */
  public Optional<Order> order(String rollout) {
    return Optional.ofNullable(orders.get(rollout));
  }

  /** The largest checkpoint seen of that log. */
  public Optional<Seen> log(String origin) {
    return Optional.ofNullable(logs.get(origin));
  }

  /** What to make durable before anything of the patch is fetched (check 12). */
  public NodeMemory afterAdmitted(Admission.Admitted admitted) {
    var warrant = admitted.warrant();
    return next(
        remember(warrant), withCheckpoint(admitted.log()), later(timeFloor, admitted.latestSeen()));
  }

  /** What to make durable before a node goes back on an order. */
  public NodeMemory afterOrderedBack(RollbackAdmission.GoBack order) {
    return next(
        remember(order.warrant()),
        withCheckpoint(order.log()),
        order.latestSeen().map(seen -> later(timeFloor, seen)).orElse(timeFloor));
  }

  /** What to make durable before the patch becomes active (check 15): its versions are marked. */
  public NodeMemory afterActivation(SignedPatch patch) {
    var raised = new TreeMap<>(marks);
    for (var artifact : patch.manifest().artifacts()) {
      var mark = raised.get(artifact.name());
      if (mark == null || mark.version().compareTo(patch.version()) < 0) {
        raised.put(artifact.name(), new Mark(patch.version(), artifact.sha256()));
      }
    }
    return new NodeMemory(generation + 1, raised, attempts, orders, logs, timeFloor, heard);
  }

  /** What to make durable when the node leaves a body that it served: that attempt is spent. */
  public NodeMemory afterLeaving(Sha256 body, String environment, int attempt) {
    var spent = new TreeMap<>(attempts);
    spent.merge(new Subject(body, environment), attempt, Math::max);
    return new NodeMemory(generation + 1, marks, spent, orders, logs, timeFloor, heard);
  }

  /** What to make durable when the node's own journal has a time that was trusted. */
  public NodeMemory afterSeeing(Instant time) {
    return next(orders, logs, later(timeFloor, time));
  }

  /**
   * What to make durable when revocation lists were read: no list with a lower number counts any
   * more. The same value where there is nothing new in them.
   */
  public NodeMemory afterLists(SortedMap<String, BigInteger> numbers) {
    return hearing(heard.lists(numbers), timeFloor);
  }

  /**
   * What to make durable before a bulletin is followed. The same value where it is the one that was
   * taken last.
   */
  NodeMemory afterBulletin(CurrentBulletin current, Instant now) {
    var asOf = current.bulletin().asOf();
    return hearing(heard.bulletin(current), later(timeFloor, asOf.isAfter(now) ? now : asOf));
  }

  private NodeMemory hearing(Heard newHeard, Instant newFloor) {
    return newHeard.equals(heard)
        ? this
        : new NodeMemory(generation + 1, marks, attempts, orders, logs, newFloor, newHeard);
  }

  /**
   * As it was before a deed that didn't happen; but for its number, the time, and what was heard
   * meanwhile, which only grow.
   */
  public NodeMemory unmarked(NodeMemory before) {
    return new NodeMemory(
        generation + 1,
        before.marks(),
        before.attempts(),
        before.orders(),
        before.logs(),
        timeFloor,
        heard);
  }

  private NodeMemory next(
      SortedMap<String, Order> newOrders, SortedMap<String, Seen> newLogs, Instant newFloor) {
    return new NodeMemory(generation + 1, marks, attempts, newOrders, newLogs, newFloor, heard);
  }

  private SortedMap<String, Order> remember(Warrant warrant) {
    var all = new TreeMap<>(orders);
    UnaryOperator<Order> keepHigher =
        known -> known.sequence() < warrant.sequence() ? orderOf(warrant) : known;
    all.merge(warrant.rollout(), orderOf(warrant), (known, _) -> keepHigher.apply(known));
    while (all.size() > MOST_ORDERS) {
      all.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(warrant.rollout()))
          .min(
              Comparator.comparing((Map.Entry<String, Order> entry) -> entry.getValue().expires())
                  .thenComparing(Map.Entry::getKey))
          .map(Map.Entry::getKey)
          .ifPresent(all::remove);
    }
    return all;
  }

  private static Order orderOf(Warrant warrant) {
    return new Order(warrant.sequence(), warrant.digest(), warrant.expires());
  }

  private SortedMap<String, Seen> withCheckpoint(Optional<SeenLog> seen) {
    var all = new TreeMap<>(logs);
    seen.ifPresent(log ->
        all.merge(
            log.origin(), log.seen(), (known, now) -> known.size() < now.size() ? now : known));
    return all;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** A checkpoint, and whose. */
  public record SeenLog(String origin, Seen seen) {}
}
