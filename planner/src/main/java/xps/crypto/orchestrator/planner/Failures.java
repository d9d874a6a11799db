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
    if (Causes.isCovered(cause, state.plan.plan().rollback())) {
      new WayBack(state, commands).of(node);
    } else {
      commands.add(new Command.StopProbing(node.id));
      Turnstile.move(state, node, NodeStage.FAILED);
    }
    spread(node);
  }

  /** Nobody knows what the node runs, or that it is well with it. */
  void lost(NodeRun node, String detail) {
    if (node.stage == NodeStage.NEEDS_PERSON || node.stage == NodeStage.WAITING) {
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
    var verdict = node.sick ? Tolerance.Verdict.GOES_ON : new Tolerance(state).of(node);
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

  /** Nobody of the domain who waits is started any more. */
  private void end(String domain) {
    if (!state.ended.add(domain)) {
      return;
    }
    var attendance = new Attendance(state, commands);
    state.everybody.stream()
        .filter(node -> node.stage == NodeStage.WAITING && node.domain.equals(domain))
        .forEach(node -> attendance.leaveOut(node, "too many nodes of " + domain + " failed"));
  }

  private void announce(Command.Note note) {
    commands.add(new Command.Announce(note));
  }
}
