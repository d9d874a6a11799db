package xps.crypto.orchestrator.cli;

import java.util.List;
import java.util.function.Supplier;

/**
 * The table of all commands, in the order in which {@code xps --help} lists them. A command is made
 * only when it is called: a start costs what is used.
 */
final class Commands {
  private Commands() {}

  /**
   * A line of the table.
   *
   * @param words one, or a group's and one in it
   * @param summary half a sentence for the help
   */
  record Entry(String words, String summary, Supplier<Command> command) {
    String first() {
      int space = words.indexOf(' ');
      return space < 0 ? words : words.substring(0, space);
    }

    /** Its name within its group, or its only word. */
    String last() {
      return words.substring(words.indexOf(' ') + 1);
    }

    boolean isGrouped() {
      return words.indexOf(' ') >= 0;
    }
  }

  /** A word that stands before others. */
  record Group(String word, String summary) {}

  static final List<Group> GROUPS =
      List.of(
          new Group("key", "make keys"),
          new Group("manifest", "make manifests"),
          new Group("repo", "keep patches in a repository"),
          new Group("plan", "check and try out a rollout plan"),
          new Group("policy", "check a policy"),
          new Group("audit", "verify and read an audit log"));

  static final List<Entry> ALL =
      List.of(
          new Entry("demo", "tell the whole story on this machine", DemoCommand::new),
          new Entry("init", "make a small organisation to try everything on", InitCommand::new),
          new Entry("attest", "verify a patch: files, signatures, SBOM", AttestCommand::new),
          new Entry("explain", "say what a code means and what to do", ExplainCommand::new));
}
