package xps.crypto.orchestrator.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** One command of {@code xps}. It keeps no state: everything is in the {@link Call}. */
interface Command {
  /** Adds the options and parameters of this command; those that all have are there already. */
  void describe(CommandSpec spec);

  /**
   * Does it. What users can cause is in the answer, or thrown by {@code orThrow()}; nothing is
   * printed but live news, on {@link Call#screen}.
   */
  Answer run(Call call) throws IOException, InterruptedException;
}
