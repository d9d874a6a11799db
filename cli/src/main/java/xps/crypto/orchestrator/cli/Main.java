package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.RefusedException;

/** Where {@code xps} begins and ends: words come in, an exit code goes out. */
public final class Main {
  private Main() {}

  /** Runs one command in this process and ends it. */
  public static void main(String[] words) {
    System.exit(run(List.of(words), Surroundings.ofProcess()));
  }

  /** Runs one command in these surroundings; nothing else of the process is touched. */
  static int run(List<String> words, Surroundings surroundings) {
    var screen = Screen.of(words, surroundings);
    var answer = answer(words, surroundings, screen);
    return ExitCode.of(screen.print(answer));
  }

  private static Answer answer(List<String> words, Surroundings surroundings, Screen screen) {
    try {
      return CommandLines.answer(words, surroundings, screen);
    } catch (RefusedException refused) {
      return Answer.refused(refused.problems());
    } catch (IOException e) {
      return Answer.refused(Disk.problem(e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Answer.refused(
          new Problem(Code.CANCELLED, "this was interrupted", "", "start it again when wanted"));
    } catch (RuntimeException | Error e) {
      return Answer.refused(CrashLog.write(e, words, surroundings));
    }
  }
}
