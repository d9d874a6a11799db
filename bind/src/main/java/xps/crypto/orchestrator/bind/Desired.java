package xps.crypto.orchestrator.bind;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Direction;

/**
 * What a node should be: the answer to {@code GET desired}.
 *
 * <p>A claim, nothing more. The node proves the envelope by itself; the words around it only say
 * what is new and whose it is.
 *
 * @param generation only grows, for each node; the agent asks for what is above the one it has
 * @param envelope one JSON object (FORMATS §8)
 */
public record Desired(long generation, Direction direction, String rollout, Bytes envelope) {

  /**
   * The largest answer an agent reads: a manifest, a plan and the proofs have 1 MiB at most each.
   */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final int MAX_DEPTH = 32;

  /**
   * The most values in it. Text of this length can mean two million objects, hundreds of MiB of
   * memory; this many, in the worst shape, leave an agent with a heap of 48 MiB more than half.
   */
  public static final int MAX_VALUES = 32_768;

  public Desired {
    if (generation < 1) {
      throw new IllegalArgumentException("generations begin with 1");
    }
  }

  /** As it goes over the wire; the envelope's bytes are in it unchanged. */
  public Bytes toJson() {
    String head =
        Json.compact(
            Value.object()
                .put("generation", generation)
                .put("direction", direction.text())
                .put("rollout", rollout)
                .build());

    return Bytes.utf8(
        head.substring(0, head.length() - 1) + ",\"envelope\":" + envelope.text() + "}");
  }

  /** Reads what a server answered; {@code WARRANT_INVALID} when it isn't a desired state. */
  public static Outcome<Desired> parse(byte[] json) {
    var limits = new Json.Limits(MAX_BYTES, MAX_DEPTH, false, MAX_VALUES);
    return Json.parse("desired", json, Code.WARRANT_INVALID, limits).flatMap(Desired::read);
  }

  private static Outcome<Desired> read(Value value) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(value, Code.WARRANT_INVALID, problems, "the desired state");
    long generation = fields.integer("generation", 1, Value.LARGEST_INTEGER);
    String direction = fields.oneOf("direction", Direction.texts());
    String rollout = fields.id("rollout");
    Value envelope = fields.object("envelope").value();
    fields.done();
    return Outcome.unless(
        problems,
        () ->
            new Desired(
                generation,
                Direction.parse(direction).orElseThrow(),
                rollout,
                Bytes.utf8(Json.compact(envelope))));
  }
}
