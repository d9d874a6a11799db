package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;

/** What has to be under way in a state; the commands of a runner that was restarted. */
final class Outstanding {
  private Outstanding() {}

  static List<Command> of(RolloutState state) {
    var commands = new ArrayList<Command>();
    for (var wave : state.waves) {
      if (wave.stage == WaveRun.Stage.ASKED) {
        commands.add(new Command.AskGuard(wave.wave.index()));
      }
    }
    for (var node : state.everybody) {
      switch (node.stage) {
        case STARTED -> commands.add(new Command.Start(node.wave, node.id));
        case ACTIVE -> {
          commands.add(new Command.Start(node.wave, node.id));
          commands.add(new Command.StartProbing(node.id));
        }
        // A node that is healthy keeps its desired state: it may come back from a restart.
        case HEALTHY -> {
          if (node.changed) {
            commands.add(new Command.Start(node.wave, node.id));
            if (state.waves.get(node.wave).isWatched()) {
              commands.add(new Command.StartProbing(node.id));
            }
          }
        }
        case ROLLING_BACK -> {
          commands.add(new Command.RollBack(node.wave, node.id));
          if (node.back) {
            commands.add(new Command.StartProbing(node.id));
          }
        }
        case WAITING, ROLLED_BACK, FAILED, SKIPPED, NEEDS_PERSON -> {}
      }
    }
    state.result.ifPresent(result -> commands.add(new Command.Finish(result)));
    return commands;
  }
}
