package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import xps.crypto.orchestrator.cli.demo.load.Answerer;
import xps.crypto.orchestrator.cli.demo.load.Load;
import xps.crypto.orchestrator.cli.demo.process.Children;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Everything that the parts of the story share. */
record World(
    Setup setup,
    Organisation organisation,
    Patches patches,
    Nodes nodes,
    Children children,
    Load load,
    Narrator narrator) {

  private static final int LOOK_MILLIS = 20;
  private static final int MOST_LOOKS = 250;

  /** Tells a command in short, and runs it. */
  Xps.Ran xps(String inShort, List<String> words) {
    narrator.runs(inShort);
    return setup.xps().run(words);
  }

  /** The words of a command with the documents that a patch is judged by. */
  List<String> withPlan(String command, PatchFolder patch) {
    return List.of(
        command,
        patch.manifestFile().toString(),
        "--plan",
        organisation.plan().toString(),
        "--fleet",
        organisation.fleet().toString(),
        "--trust",
        organisation.trustStore().toString());
  }

  /** The same, with those that say whether it may go ahead. */
  List<String> withPolicy(String command, PatchFolder patch) {
    var words = new ArrayList<>(withPlan(command, patch));
    words.addAll(
        List.of(
            "--policy",
            organisation.policy().toString(),
            "--env",
            organisation.charter().environment(),
            "--approval",
            patch.approvals().toString()));
    return words;
  }

  Path repo() {
    return organisation.folder().resolve("repo");
  }

  Path logs() {
    return organisation.folder().resolve("logs");
  }

  Path audit() {
    return organisation.home().resolve("audit");
  }

  /** Puts a patch into the repository that nodes fetch from. */
  void push(PatchFolder patch) {
    var words = List.of("repo", "push", patch.manifestFile().toString(), "--repo", repoUrl());
    var ran = setup.xps().run(words);
    if (ran.exit() != 0) {
      throw new IllegalStateException("repo push: " + ran.complaint());
    }
  }

  String repoUrl() {
    return repo().toUri().toString();
  }

  /** Has a patch approved by everybody it takes, elsewhere and in time. */
  RolloutPlan approvedByAll(PatchFolder patch) throws IOException {
    var now = setup.clock().instant();
    var plan = organisation.planFor(patch, now).orThrow();
    for (var member : organisation.staff().releaseManagers()) {
      patch.file(organisation.approval(member, plan, 1, now).orThrow());
    }
    return plan;
  }

  /**
   * Whether every node's next answers come from that patch's module: a call that was under way when
   * a node was swapped may still bring the old one's.
   */
  boolean isServedEverywhere(PatchFolder patch) throws InterruptedException {
    var never = new CountDownLatch(1);
    for (int look = 0; look < MOST_LOOKS; look++) {
      if (serving(Patches.moduleOf(patch)).size() == nodes.ids().size()) {
        return true;
      }
      never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return false;
  }

  /** Nodes whose last answer came from that module. */
  List<String> serving(Sha256 module) {
    var tally = load.tally();
    return nodes.ids().stream()
        .filter(node -> tally.lastBy(node).filter(module.hex()::equals).isPresent())
        .toList();
  }

  /** Nodes that have ever given an answer with that module. */
  List<String> touched(Sha256 module) {
    return load.tally().answers().keySet().stream()
        .filter(who -> who.module().equals(module.hex()))
        .map(Answerer::node)
        .toList();
  }
}
