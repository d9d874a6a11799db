package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** One process has a store at a time: until it gives it back, or ends however it does. */
record StoreLock(FileChannel channel) implements AutoCloseable {

  /** {@code AGENT_CONFIG_INVALID} while another has it. */
  static Outcome<StoreLock> take(AgentStore store) throws IOException {
    var channel =
        FileChannel.open(
            store.journalFolder().resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Outcome.ok(new StoreLock(channel));
      }
    } catch (OverlappingFileLockException _) {
      // Another agent of this very process has it.
    }
    channel.close();
    return Outcome.refused(
        new Problem(
            Code.AGENT_CONFIG_INVALID,
            "another agent uses this store",
            store.root().toString(),
            "end the other agent, or give this one a folder of its own"));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
