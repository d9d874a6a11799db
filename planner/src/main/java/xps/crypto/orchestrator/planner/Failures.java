package xps.crypto.orchestrator.planner;

import java.util.List;
import xps.crypto.orchestrator.document.Code;

/** What a failure means for the node, and for the others. */
final class Failures {
  private final RolloutState state;
  private final List<Command> commands;

  Failures(RolloutState state, List<Command> commands) {
    this.state = state;
    this.commands = commands;
  }

  /** Notes the first failure of a node: it is the cause of whatever comes after. */
  void remember(NodeRun node, String code, String detail) {
    if (!node.hasFailed()) {
      Turnstile.change(state, node, changed -> changed.code = code);
      node.detail = detail;
      announce(new Command.Note.NodeFailed(node.wave, node.id, code, detail));
    }
  }

  /** A node that runs the new version isn't well with it. */
  void fail(NodeRun node, Code code, String detail, Plan.Rollback.Cause cause) {
    remember(node, code.name(), detail);
    if (Causes.isCovered(cause, state.plan.plan().rollback()) && !state.isCommitted(node)) {
      new WayBack(state, commands).of(node);
    } else {
      commands.add(new Command.StopProbing(node.id));
      Turnstile.move(state, node, NodeStage.FAILED);
    }
    spread(node);
  }

  /**
   * An operator knows that it won't come back. That is no verdict on the patch: the node counts as
   * silent, and ends nothing by itself.
   */
  void givenUp(NodeRun node, String detail) {
    remember(node, Code.AGENT_LOST.name(), detail);
    commands.add(new Command.StopProbing(node.id));
    Turnstile.move(state, node, NodeStage.NEEDS_PERSON);
    announce(new Command.Note.NodeLost(node.wave, node.id, detail));
    state.lastFailed = node.number;
    judgeAnew(node);
  }

  /** Nobody knows what the node runs, or that it is well with it. */
  void lost(NodeRun node, String detail) {
    boolean isUntouched = node.stage == NodeStage.WAITING || node.stage == NodeStage.SKIPPED;
    if (node.stage == NodeStage.NEEDS_PERSON || isUntouched) {
      return;
    }
    var first = !node.hasFailed();
    remember(node, Code.ROLLBACK_FAILED.name(), detail);
    commands.add(new Command.StopProbing(node.id));
    Turnstile.move(state, node, NodeStage.NEEDS_PERSON);
    announce(new Command.Note.NodeLost(node.wave, node.id, detail));
    if (first) {
      spread(node);
    }
  }

  /** What a failure means for the others. A node that was unhealthy before says nothing. */
  void spread(NodeRun node) {
    if (node.sick || state.mode == RolloutState.Mode.CANCELLED) {
      return;
    }
    state.lastFailed = node.number;
    var verdict = new Tolerance(state).of(node);
    if (verdict == Tolerance.Verdict.GOES_ON) {
      return;
    }
    if (verdict == Tolerance.Verdict.ENDS_DOMAIN) {
      end(node.domain);
    } else if (state.mode != RolloutState.Mode.HALTED) {
      state.halt(node.id + ": " + node.code + ", " + node.detail);
      announce(new Command.Note.Halted(state.reason));
    }
    new WayBack(state, commands).after(node);
  }

  /**
   * A node has ended well: with it enough may have finished for a share of failures to be too
   * large. What follows is what would have followed the last failure.
   */
  void judgeAnew(NodeRun node) {
    if (state.lastFailed < 0 || node.sick || !state.takesStragglers()) {
      return;
    }
    var failed = state.everybody.get(state.lastFailed);
    switch (new Tolerance(state).byRules(node)) {
      case GOES_ON -> {}
      case ENDS_DOMAIN -> {
        if (end(node.domain)) {
          new WayBack(state, commands).after(failed);
        }
      }
      case ENDS_ROLLOUT -> {
        state.halt(
            "too many have failed, the last was %s: %s, %s"
                .formatted(failed.id, failed.code, failed.detail));
        announce(new Command.Note.Halted(state.reason));
        new WayBack(state, commands).after(failed);
      }
    }
  }

  /** Nobody of the domain who waits is started any more. */
  private boolean end(String domain) {
    if (!state.ended.add(domain)) {
      return false;
    }
    var attendance = new Attendance(state, commands);
    state.everybody.stream()
        .filter(node -> node.stage == NodeStage.WAITING && node.domain.equals(domain))
        .forEach(node -> attendance.leaveOut(node, "too many nodes of " + domain + " failed"));
    return true;
  }

  private void announce(Command.Note note) {
    commands.add(new Command.Announce(note));
  }
}
