package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinCheck;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.server.Home;

/**
 * {@code xps freeze} and {@code xps unfreeze}: the next bulletin of an environment, put into the
 * control plane's home, where whoever runs a rollout finds it before it asks guard again.
 *
 * @param isEnd whether everything may go on
 */
record FreezeCommand(boolean isEnd) implements Command {
  private static final String REASON = "--reason";

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    if (!isEnd) {
      options.required(REASON, "TEXT", "Why everything is to stand still; everybody is told.");
    }
    options
        .required("--home", "DIR", "The home of the control plane, as apply was given it.")
        .required("--env", "NAME", "The environment.")
        .required("--trust", "STORE", "The trust store: whose bulletins count.")
        .optional("--after", "FILE", "The last bulletin, if this home hasn't had it yet.");
    KeyOption.describeAll(options);
  }

  @Override
  public Answer run(Call call) throws IOException {
    var home = call.path("--home");
    var missing = Home.missing(home);
    if (missing.isPresent()) {
      return Answer.refused(missing.get());
    }
    var trust = TrustStore.load(call.path("--trust"));
    Outcome.unless(trust.checkDate(call.now(), call.clock()), () -> trust).orThrow();
    var news = new HomeNews(home);
    var environment = call.text("--env");
    var before = before(call, news, environment).orThrow();
    if (isEnd && before.flatMap(Bulletin::freeze).isEmpty()) {
      return Answer.refused(
          Usage.problem(
              environment + " isn't frozen by anything that this home has heard",
              home.toString(),
              "hand in the bulletin that freezes it with --after, if there is one elsewhere"));
    }
    var text = signed(call, trust, before).orThrow();
    var next = Bulletin.parse(news.file(environment).toString(), bytes(text)).orThrow();
    // What wouldn't count must not lie there: it would hold everything, and say nothing.
    var current =
        new BulletinCheck(trust, environment, before, Duration.ZERO)
            .judge(next, call.now(), call.clock())
            .orThrow();
    put(news.file(environment), text);
    return answer(next, news.file(environment), takenIn(call, home, trust, current));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Outcome<Optional<Bulletin>> before(Call call, HomeNews news, String environment) {
    var known = news.newest(environment);
    return call.optionalPath("--after")
        .map(file -> known.flatMap(it -> HomeNews.newer(it, file)))
        .orElse(known);
  }

  private Outcome<String> signed(Call call, TrustStore trust, Optional<Bulletin> before) {
    var since = call.now().truncatedTo(ChronoUnit.SECONDS);
    var freeze =
        isEnd
            ? Optional.<Bulletin.Freeze>empty()
            : Optional.of(new Bulletin.Freeze(since, call.text(REASON)));
    var file = Path.of(call.text("--env") + ".json");
    return BulletinWords.next(call.text("--env"), trust, before, freeze, since)
        .flatMap(draft ->
            KeyOption.signers(call)
                .flatMap(keys -> TrustBulletinCommand.sign(draft.document(), keys, trust, file)))
        .map(Json::pretty);
  }

  private static void put(Path file, String text) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      var before = Source.read(file, Code.BULLETIN_INVALID).orThrow();
      Written.instead(file, before, text).orThrow();
    } else {
      Written.anew(file, text).orThrow();
    }
  }

  /** Into the home's memory and log; a process that has it open does that itself, at once. */
  private static boolean takenIn(Call call, Path folder, TrustStore trust, CurrentBulletin next)
      throws IOException {
    var environment = next.bulletin().environment();
    var chance = call.surroundings().chance();
    try {
      var opened = Home.open(folder, trust, environment, call.now(), chance);
      if (opened instanceof Outcome.Refused<Home>(var problems)
          && problems.stream().allMatch(it -> it.code() == Code.ROLLOUT_CONFLICT)) {
        return false;
      }
      try (var home = opened.orThrow()) {
        takeIn(home, next, call.now());
      }
      return true;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't do what the control plane needs", e);
    }
  }

  /** Records what is new about it, and remembers it. */
  static void takeIn(Home home, CurrentBulletin next, Instant now) throws IOException {
    var before = home.heard().bulletin(next.bulletin().environment());
    HomeNews.record(home.audit(), before, next.bulletin(), now);
    home.remember(home.heard().bulletin(next));
  }

  private static Answer answer(Bulletin next, Path file, boolean isTakenIn) {
    var report = new ArrayList<String>();
    report.add(
        next.freeze()
            .map(freeze ->
                "✓ frozen: nothing new starts in "
                    + next.environment()
                    + " since "
                    + Grammar.time(freeze.since())
                    + ": "
                    + freeze.reason())
            .orElse("✓ no longer frozen: " + next.environment()));
    report.add("");
    report.addAll(BulletinWords.table(next));
    report.add("");
    report.add(
        isTakenIn
            ? "Rollouts of this home go by it from now on."
            : "A rollout is running here: it goes by it from its next question on.");
    report.add("Nodes hear it when somebody brings them that bulletin: " + file);
    var json =
        Value.object()
            .put("frozen", next.freeze().isPresent())
            .put("environment", next.environment())
            .put("serial", next.serial())
            .put("digest", next.digest())
            .putText("since", next.freeze().map(it -> Grammar.time(it.since())))
            .putText("reason", next.freeze().map(Bulletin.Freeze::reason))
            .put("file", file.toString())
            .put("taken_in", isTakenIn);
    return Answer.of(json.build(), List.copyOf(report));
  }
}
