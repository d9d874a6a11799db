package xps.crypto.orchestrator.cli;

import java.util.List;
import java.util.function.Supplier;
import xps.crypto.orchestrator.bind.Wish;

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
          new Group("trust", "keep the list of those whom you trust"),
          new Group("repo", "keep patches in a repository"),
          new Group("plan", "check and try out a rollout plan"),
          new Group("policy", "check a policy and try it out"),
          new Group("approvals", "look at what approvers have said"),
          new Group("break-glass", "do it on one person's word, and review that"),
          new Group("rollout", "look after a rollout"),
          new Group("audit", "verify and read an audit log"),
          new Group("agent", "run a node's agent"));

  static final List<Entry> ALL =
      List.of(
          new Entry("demo", "tell the whole story on this machine", DemoCommand::new),
          new Entry("init", "make a small organisation to try everything on", InitCommand::new),
          new Entry("key generate", "make a signing key", KeyGenerateCommand::new),
          new Entry("manifest init", "write a manifest for files", ManifestInitCommand::new),
          new Entry("sign", "sign every artifact of a manifest", SignCommand::new),
          new Entry("trust add", "add somebody to a trust store", TrustAddCommand::new),
          new Entry("trust remove", "take somebody out, or revoke", TrustRemoveCommand::new),
          new Entry("trust list", "show whom a trust store trusts", TrustListCommand::new),
          new Entry(
              "trust update", "sign the next trust store, or take it", TrustUpdateCommand::new),
          new Entry(
              "trust bulletin", "make, sign or check news for nodes", TrustBulletinCommand::new),
          new Entry("attest", "verify a patch: files, signatures, SBOM", AttestCommand::new),
          new Entry("repo push", "bring a patch into a repository", RepoPushCommand::new),
          new Entry("repo list", "list the patches in a repository", RepoListCommand::new),
          new Entry("repo fetch", "bring a patch out of it, resumably", RepoFetchCommand::new),
          new Entry("repo verify", "read and hash everything in it", RepoVerifyCommand::new),
          new Entry("repo gc", "take old patches away, never N−1", RepoGcCommand::new),
          new Entry("plan check", "show who gets it, when, in which order", PlanCheckCommand::new),
          new Entry("plan late", "draft a plan for nodes that came later", PlanLateCommand::new),
          new Entry("plan simulate", "run the plan on a virtual clock", PlanSimulateCommand::new),
          new Entry(
              "policy check", "validate a policy, and say what it lacks", PolicyCheckCommand::new),
          new Entry("policy sign", "sign a policy that is to travel", PolicySignCommand::new),
          new Entry("policy update", "take the next, as roots signed it", PolicyUpdateCommand::new),
          new Entry("policy test", "hold a policy to a table of decisions", PolicyTestCommand::new),
          new Entry(
              "policy diff", "show which decisions a policy would change", PolicyDiffCommand::new),
          new Entry("approve", "sign your decision about a rollout", ApproveCommand::new),
          new Entry("approvals list", "show what approvals claim", ApprovalsListCommand::new),
          new Entry(
              "approvals verify",
              "say which approvals count, and why",
              ApprovalsVerifyCommand::new),
          new Entry(
              "break-glass sign",
              "sign that it can't wait for quorum or window",
              BreakGlassSignCommand::new),
          new Entry(
              "break-glass review", "sign what you find afterwards", BreakGlassReviewCommand::new),
          new Entry(
              "break-glass close", "log that the quorum has looked", BreakGlassCloseCommand::new),
          new Entry("gate", "ask whether a rollout is allowed, and why not", GateCommand::new),
          new Entry("apply", "carry a rollout out, or take one up again", ApplyCommand::new),
          new Entry(
              "status", "show what runs, what it waits for, what is frozen", StatusCommand::new),
          new Entry("freeze", "stop everything at once", () -> new FreezeCommand(false)),
          new Entry("unfreeze", "let things start again", () -> new FreezeCommand(true)),
          new Entry("rollout list", "list the rollouts of a home", RolloutListCommand::new),
          new Entry("rollout show", "show where a rollout stands", RolloutShowCommand::new),
          new Entry("rollout watch", "follow a rollout to its end", RolloutWatchCommand::new),
          new Entry("rollout why", "say why a node is not further", RolloutWhyCommand::new),
          new Entry("rollout pause", "start no more nodes for now", () -> wish(Wish.Kind.PAUSE)),
          new Entry("rollout resume", "let it go on", () -> wish(Wish.Kind.RESUME)),
          new Entry("rollout skip", "leave a node out", () -> wish(Wish.Kind.SKIP)),
          new Entry("rollout cancel", "end it where it is", () -> wish(Wish.Kind.CANCEL)),
          new Entry(
              "rollout rollback", "send back what it changed", () -> wish(Wish.Kind.ROLL_BACK)),
          new Entry(
              "rollout looked", "let a node that was restored go on", RolloutLookedCommand::new),
          new Entry("audit verify", "check a log, byte by byte", AuditVerifyCommand::new),
          new Entry("audit show", "show the records that you look for", AuditShowCommand::new),
          new Entry(
              "agent run", "run a node's agent until it is told to end", AgentRunCommand::new),
          new Entry("agent status", "say where a node stands", AgentStatusCommand::new),
          new Entry(
              "agent looked",
              "say that a node that was restored has been looked at",
              AgentLookedCommand::new),
          new Entry("explain", "say what a code means and what to do", ExplainCommand::new),
          new Entry(
              "completion", "print completion for bash, zsh or fish", CompletionCommand::new));

  /**
   * What scripts and books already name, and this version can't do; groups stand for all theirs.
   */
  static final List<String> LATER =
      List.of(
          "doctor",
          "keyring",
          "server",
          "rollout retry",
          "audit prove",
          "audit export",
          "agent enrol");

  private static Command wish(Wish.Kind kind) {
    return new RolloutWishCommand(kind);
  }
}
