package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** A node at the moment of a judgement, and the checks that both directions share. */
record NodeView(NodeFacts facts, NodeMemory memory, TrustStore trust, ClockReading clock) {
  /** Whose word the now is. */
  static final String CLOCK = "the node's clock";

  Instant now() {
    return clock.now();
  }

  /** How far off the clock may be, as the node has to assume. */
  Duration clockError() {
    return clock.errorOr(facts.maxClockError());
  }

  /** Check 7, by the node's own trust store. */
  Outcome<SignedPatch> attest(Manifest manifest) {
    return verifier().requireSignatures(manifest);
  }

  /** The same of a patch that runs here and is to be left. */
  Outcome<SignedPatch> attestLeft(Manifest manifest) {
    return verifier().requireSignaturesOfInstalled(manifest);
  }

  private Verifier verifier() {
    return Verifier.of(trust).at(now()).revocationListsSeen(memory.heard().lists());
  }

  /** Check 2. */
  static List<Problem> clock(NodeFacts facts, NodeMemory memory, ClockReading clock) {
    if (clock instanceof ClockReading.Adrift(_, var keeper)) {
      return List.of(
          new Problem(
              Code.CLOCK_UNTRUSTED,
              "nobody keeps the clock in step: the kernel has no word of " + keeper,
              "clock",
              "start " + keeper + "; chrony needs rtcsync in its configuration"));
    }
    var error = clock.errorOr(facts.maxClockError());
    if (error.compareTo(facts.maxClockError()) > 0) {
      return refuse(
          Code.CLOCK_UNTRUSTED,
          "the clock may be off by "
              + error.toMillis()
              + "ms; the node's owner allows "
              + facts.maxClockError().toMillis()
              + "ms",
          "clock");
    }
    if (clock.now().isBefore(memory.timeFloor())) {
      return refuse(
          Code.CLOCK_UNTRUSTED,
          "the clock says "
              + Grammar.time(clock.now())
              + ", but "
              + Grammar.time(memory.timeFloor())
              + " has been seen already",
          "clock");
    }
    return List.of();
  }

  /** Check 5, the dates: the node's clock error counts against the warrant. */
  static List<Problem> dates(Warrant warrant, Instant now, Duration error) {
    if (Duration.between(warrant.notBefore(), warrant.expires())
            .compareTo(WarrantDraft.LONGEST_LIFE)
        > 0) {
      return refuse(
          Code.WARRANT_EXPIRED,
          "the warrant is made to live for more than "
              + WarrantDraft.LONGEST_LIFE.toHours()
              + " hours",
          "warrant.expires");
    }
    if (now.minus(error).isBefore(warrant.notBefore())) {
      return refuse(
          Code.WARRANT_EXPIRED,
          "the warrant holds from " + Grammar.time(warrant.notBefore()) + " on" + itIs(now, error),
          "warrant.not_before");
    }
    if (!now.plus(error).isBefore(warrant.expires())) {
      return refuse(
          Code.WARRANT_EXPIRED,
          "the warrant held until " + Grammar.time(warrant.expires()) + itIs(now, error),
          "warrant.expires");
    }
    return List.of();
  }

  private static String itIs(Instant now, Duration error) {
    return "; it is "
        + Grammar.time(now.truncatedTo(ChronoUnit.SECONDS))
        + " by "
        + CLOCK
        + ", give or take "
        + error.toMillis()
        + "ms";
  }

  /** Check 5, the rest: what kind of document it is, and for whom. */
  List<Problem> kind(Warrant warrant, Direction direction) {
    if (!warrant.type().equals(Warrant.TYPE)) {
      return refuse(
          Code.WARRANT_INVALID,
          "this is " + Escape.quote(warrant.type()) + ", not " + Warrant.TYPE,
          "warrant.type");
    }
    if (warrant.direction() != direction) {
      return refuse(
          Code.WARRANT_INVALID,
          "this is a warrant for the direction " + warrant.direction().text(),
          "warrant.direction");
    }
    if (!warrant.environment().equals(facts.environment())) {
      return refuse(
          Code.WARRANT_INVALID,
          "the warrant is for the environment "
              + warrant.environment()
              + "; this node is in "
              + facts.environment(),
          "warrant.environment");
    }
    return List.of();
  }

  /** Check 6. */
  List<Problem> sequence(Warrant warrant) {
    var known = memory.order(warrant.rollout());
    if (known.isEmpty() || isRedelivery(warrant) || known.get().sequence() < warrant.sequence()) {
      return List.of();
    }
    return refuse(
        Code.WARRANT_REPLAYED,
        "the warrant has number "
            + warrant.sequence()
            + " of its rollout; this node has followed another one with number "
            + known.get().sequence(),
        "warrant.sequence");
  }

  /** Whether this very warrant is the last one of its rollout that was followed. */
  boolean isRedelivery(Warrant warrant) {
    var digest = warrant.digest();
    return memory
        .order(warrant.rollout())
        .map(NodeMemory.Order::warrant)
        .equals(Optional.of(digest));
  }

  static List<Problem> refuse(Code code, String message, String where) {
    return List.of(Problem.of(code, message, where));
  }
}
