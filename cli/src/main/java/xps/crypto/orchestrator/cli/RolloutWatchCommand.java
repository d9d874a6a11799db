package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Value;

/** {@code xps rollout watch}: until it ends, or somebody interrupts. */
final class RolloutWatchCommand implements Command {
  private static final int LOOK_MILLIS = 500;

  @Override
  public void describe(CommandSpec spec) {
    RolloutAt.describe(new Options(spec));
  }

  @Override
  public Answer run(Call call) throws IOException, InterruptedException {
    var never = new CountDownLatch(1);
    try (var rollout = RolloutAt.open(call)) {
      var shown = Value.object().build();
      while (rollout.result().isEmpty()) {
        var picture = rollout.picture();
        // The time alone is no news.
        if (!picture.without("at").equals(shown)) {
          shown = picture.without("at");
          RolloutShowCommand.report(rollout, picture).forEach(call.screen()::say);
          call.screen().say("");
        }
        never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      var picture = rollout.picture();
      return Answer.of(rollout.members(picture), RolloutShowCommand.report(rollout, picture));
    }
  }
}
