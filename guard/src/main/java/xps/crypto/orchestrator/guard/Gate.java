package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;

/**
 * The decision itself, every part of it: the same in the control plane and on a node.
 *
 * @param broken where it stands on one person's word
 * @param problems every reason for a denial; none: allowed
 * @param findings what didn't deny, but should be known
 */
record Gate(
    Tally tally,
    Times times,
    Risk risk,
    Optional<BrokenGlass> broken,
    List<Problem> problems,
    List<Problem> findings,
    List<String> wayOut) {
  Gate {
    problems = List.copyOf(problems);
    findings = List.copyOf(findings);
    wayOut = List.copyOf(wayOut);
  }

  /** Decides for a control plane that is about to start nodes with these labels. */
  static Gate beforeStart(
      Case asked,
      List<Approval> approvals,
      Set<? extends Map<String, String>> nodes,
      Duration cutoff) {
    return beforeStart(asked, Tally.of(asked, approvals), nodes, cutoff);
  }

  /** The same with approvals that have been counted. */
  static Gate beforeStart(
      Case asked, Tally tally, Set<? extends Map<String, String>> nodes, Duration cutoff) {
    var said = Said.of(asked, tally);
    var times = Times.of(said, claims -> WindowCheck.beforeStart(asked, claims, nodes, cutoff));
    var earlier = asked.direction() == Direction.FORWARD ? earlier(asked) : List.<Problem>of();
    return of(asked, said, times, earlier);
  }

  /**
   * Decides on a node, about itself. Whether the patch has succeeded elsewhere a node can't tell:
   * an envelope has no room for another log's proof, so this one rule is the control plane's alone.
   */
  static Gate onNode(Case asked, List<Approval> approvals, Map<String, String> labels) {
    var said = Said.of(asked, Tally.of(asked, approvals));
    var times = Times.of(said, claims -> WindowCheck.onNode(asked, claims, labels));
    return of(asked, said, times, List.of());
  }

  /** In the three values that audit records and warrants carry: what a glass opens, they don't. */
  GateSummary summary() {
    return new GateSummary(tally.met(), times.alone().open(), risk.score());
  }

  /**
   * What people have said, before anybody looks at a clock.
   *
   * @param own what the change may claim in an {@code unless} by its approvals alone
   * @param claims the same with the word of who breaks the glass
   */
  private record Said(
      Tally tally, Emergency emergency, Set<ChangeClass> own, Set<ChangeClass> claims) {
    static Said of(Case asked, Tally tally) {
      var emergency = Emergency.of(asked);
      boolean approved = !tally.counting().isEmpty();
      return new Said(
          tally,
          emergency,
          WindowCheck.claims(asked, approved),
          WindowCheck.claims(asked, approved || emergency instanceof Emergency.Real));
    }
  }

  /**
   * Windows and freezes, asked twice where a glass would make a difference.
   *
   * @param alone by what approvals back
   * @param claimed with the word of who breaks the glass
   */
  record Times(WindowCheck alone, WindowCheck claimed) {
    private static Times of(Said said, Function<Set<ChangeClass>, WindowCheck> windows) {
      var alone = windows.apply(said.own());
      return new Times(
          alone, said.own().equals(said.claims()) ? alone : windows.apply(said.claims()));
    }

    /** Whether a window is closed to whoever has no glass, be it by an {@code unless} or not. */
    boolean passesWindows() {
      return alone.isClosed() || claimed.isClosed();
    }

    /** Whether a freeze holds but for an {@code unless} that nobody but the glass backs. */
    boolean passesFreeze() {
      return alone.isFrozen() && !claimed.isFrozen();
    }
  }

  private static Gate of(Case asked, Said said, Times times, List<Problem> earlier) {
    var tally = said.tally();
    var risk = Risk.of(asked);
    var problems = new ArrayList<Problem>();
    var wayOut = new LinkedHashSet<String>();
    var findings = new LinkedHashSet<Problem>();
    dates(asked).forEach(problem -> refuse(problem, problems, wayOut));
    environment(asked).ifPresent(problem -> refuse(problem, problems, wayOut));
    earlier.forEach(problem -> refuse(problem, problems, wayOut));
    targets(asked).forEach(problem -> refuse(problem, problems, wayOut));
    news(asked).forEach(problem -> refuse(problem, problems, wayOut));
    var broken = broken(asked, said, times);
    if (broken.isPresent()) {
      findings.add(broken.get().finding());
      tally.problems().forEach(problem -> passOver(problem, problems, wayOut, findings));
      times.claimed().problems().forEach(it -> passOver(it, problems, wayOut, findings));
      // What an unless has lifted, too, is passed over by one person's word.
      times.alone().problems().stream()
          .filter(problem -> !problems.contains(problem))
          .forEach(findings::add);
    } else {
      problems.addAll(tally.problems());
      wayOut.addAll(tally.wayOut());
      problems.addAll(times.alone().problems());
      wayOut.addAll(times.alone().wayOut());
      if (said.emergency() instanceof Emergency.Invalid(var flaw)) {
        var told = tally.met() && times.alone().open() ? findings : problems;
        told.add(flaw);
      }
    }
    problems.addAll(risk.problems());
    wayOut.addAll(risk.wayOut());
    var rules = asked.policy().rules().ask(asked, tally, risk);
    problems.addAll(rules.problems());
    wayOut.addAll(rules.wayOut());
    findings.addAll(asked.policy().findings(asked.changeClass()));
    findings.addAll(asked.patch().findings());
    findings.addAll(tally.findings());
    return new Gate(
        tally, times, risk, broken, problems, List.copyOf(findings), List.copyOf(wayOut));
  }

  /**
   * The glass is broken wherever the answer would be no without it, whatever it is that it lifts:
   * so nothing stands on one person's word without saying so. Who has the quorum in an open window
   * needs no fire.
   */
  private static Optional<BrokenGlass> broken(Case asked, Said said, Times times) {
    boolean quorum =
        said.tally().problems().stream().anyMatch(it -> it.code() == Code.RBAC_MISSING);
    var over = new BrokenGlass.Over(quorum, times.passesWindows(), times.passesFreeze());
    return said.emergency() instanceof Emergency.Real real && over.isAnything()
        ? Optional.of(BrokenGlass.of(asked, real, over))
        : Optional.empty();
  }

  /**
   * The quorum and closed windows are passed over. A freeze isn't, and neither is a no: a freeze
   * wins over every window and says for itself what it doesn't hold ({@code unless}), and whoever
   * may reject has looked, while the glass is broken because nobody could.
   */
  private static void passOver(
      Problem problem, List<Problem> problems, Set<String> wayOut, Set<Problem> findings) {
    switch (problem.code()) {
      case FREEZE_ACTIVE, APPROVAL_REJECTED -> refuse(problem, problems, wayOut);
      default -> findings.add(problem);
    }
  }

  private static void refuse(Problem problem, List<Problem> problems, Set<String> wayOut) {
    problems.add(problem);
    wayOut.add(problem.remedy());
  }

  private static List<Problem> dates(Case asked) {
    var problems =
        new ArrayList<>(asked.policy().checkDate(asked.now(), asked.environment().clock()));
    var expires = asked.patch().manifest().metadata().expires();
    boolean isInstalled = asked.direction() == Direction.FORWARD;
    if (isInstalled && expires.isPresent() && !asked.now().isBefore(expires.get())) {
      problems.add(
          new Problem(
              Code.MANIFEST_EXPIRED,
              "this patch was to be installed before "
                  + Grammar.time(expires.get())
                  + "; "
                  + asked.itIs(),
              asked.patch().id(),
              "ask its signers for a newer patch"));
    }
    return problems;
  }

  /** What a bulletin says against it. Approvals that it withdraws just don't count. */
  private static List<Problem> news(Case asked) {
    var problems = new ArrayList<Problem>();
    asked
        .environment()
        .bulletin()
        .ifPresent(bulletin -> {
          var latest = asked.now().plus(asked.environment().clockError());
          problems.addAll(NodeNews.objectionsTo(asked.policy(), bulletin));
          problems.addAll(NodeNews.freeze(bulletin, latest));
          if (asked.direction() == Direction.FORWARD) { // what is denied may be left
            problems.addAll(asked.patch().objectionsBy(bulletin));
          }
        });
    return problems;
  }

  private static Optional<Problem> environment(Case asked) {
    var name = asked.environment().name();
    return asked
        .policy()
        .environments()
        .filter(allowed -> !allowed.contains(name))
        .map(allowed ->
            new Problem(
                Code.ENVIRONMENT_NOT_ALLOWED,
                "the policy allows no rollout to " + name + ", only to " + names(allowed),
                asked.policy().place("environments", "allow").toString(),
                "name another environment, or have the policy's owner allow " + name));
  }

  /** Staging first: each environment that has to have seen this very patch succeed. */
  private static List<Problem> earlier(Case asked) {
    var name = asked.environment().name();
    var body = asked.patch().bodyDigest();
    return asked.policy().after(name).stream()
        .filter(other -> !asked.environment().hasSeen(body, other))
        .map(other ->
            new Problem(
                Code.POLICY_DENIED,
                asked.patch().id()
                    + " may go to "
                    + name
                    + " only after it has succeeded in "
                    + other
                    + ", and no audit log proves that it has",
                asked.policy().place("environments", "after", name).toString(),
                "roll this very patch out in "
                    + other
                    + ", and hand in its log: --proof-of "
                    + other
                    + "=DIR"))
        .toList();
  }

  private static List<Problem> targets(Case asked) {
    var allowed = asked.policy().targets();
    if (allowed.isEmpty()) {
      return List.of();
    }
    return asked.patch().targets().stream()
        .filter(target -> !allowed.get().contains(target))
        .map(target ->
            new Problem(
                Code.TARGET_NOT_ALLOWED,
                "the policy allows no patch for " + target + ", only for " + names(allowed.get()),
                asked.policy().place("targets", "allow").toString(),
                "take " + target + " out of the manifest, or have the policy's owner allow it"))
        .toList();
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
