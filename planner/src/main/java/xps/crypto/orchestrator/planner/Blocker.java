package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One thing that keeps a waiting node from being started, and for whose end it waits. */
sealed interface Blocker {
  /** In half a sentence. */
  String reason();

  /** Nobody of the rollout is started, now or any more. */
  record Held(RolloutState.Mode mode, String because) implements Blocker {
    @Override
    public String reason() {
      return switch (mode) {
        case PAUSED -> "the rollout is paused: " + because;
        case HALTED -> "the rollout was stopped: " + because;
        case CANCELLED -> "the rollout was cancelled: " + because;
        case FINISHED ->
            because.isEmpty() ? "the rollout is over" : "the rollout is over: " + because;
        case RUNNING -> throw new IllegalStateException("a rollout that runs holds nobody up");
      };
    }
  }

  /** Whoever lets it go on sees it paused at once: its deadline passed before it was paused. */
  record Late(Duration deadline) implements Blocker {
    @Override
    public String reason() {
      return "the deadline of %d s has passed as well".formatted(deadline.toSeconds());
    }
  }

  /** A wave that has to be healthy and baked first. */
  record Before(WaveRun wave) implements Blocker {
    @Override
    public String reason() {
      var name = wave.wave.name();
      return wave.stage == WaveRun.Stage.BAKING
          ? "waits for " + name + " to have baked for " + wave.wave.bake().toSeconds() + " s"
          : "waits for %s (%d of %d healthy)"
              .formatted(name, wave.healthy, wave.wave.nodes().size());
    }
  }

  /** Guard hasn't answered yet. */
  record Asked(WaveRun wave) implements Blocker {
    @Override
    public String reason() {
      return "guard is being asked about " + wave.wave.name();
    }
  }

  /** Guard said no; a blocker for each of its reasons. */
  record Denied(WaveRun wave, String no) implements Blocker {
    @Override
    public String reason() {
      return "guard says no: " + no;
    }
  }

  /** Nobody can tell the node anything. */
  record Away() implements Blocker {
    @Override
    public String reason() {
      return "its agent has no connection";
    }
  }

  /** As many of its wave are under way as may be. */
  record Seats(WaveRun wave) implements Blocker {
    @Override
    public String reason() {
      return "%s has %d of %d in flight".formatted(wave.wave.name(), wave.inFlight, wave.limit);
    }
  }

  /** A limit forbids it. */
  record Room(Limit limit, NodeRun node) implements Blocker {
    @Override
    public String reason() {
      return limit.reason(node);
    }
  }

  /**
   * Others of its wave wait for the same, and come first.
   *
   * @param lines those before its own
   * @param inLines how many wait there
   * @param place how many stand before it in its own
   */
  record Turn(List<Line> lines, int inLines, Line own, int place) implements Blocker {
    int count() {
      return inLines + place;
    }

    /** Who they are. */
    List<NodeRun> nodes() {
      var nodes = new ArrayList<NodeRun>();
      lines.forEach(line -> line.nodes.forEach(nodes::add));
      own.nodes.stream().limit(place).forEach(nodes::add);
      return nodes;
    }

    @Override
    public String reason() {
      return count() == 1 ? "1 of its wave goes before it" : count() + " of its wave go before it";
    }
  }
}
