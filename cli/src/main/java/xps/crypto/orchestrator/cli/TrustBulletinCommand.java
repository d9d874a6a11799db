package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinCheck;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/**
 * {@code xps trust bulletin FILE}: with a key it is made, or signed once more where it is there
 * already; without, it is checked.
 */
final class TrustBulletinCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options
        .parameter("FILE", "The bulletin; a new one is made, and one that is there is signed.")
        .required("--trust", "STORE", "The trust store: whose bulletins count.")
        .required("--env", "NAME", "The environment that it is for.")
        .optional("--after", "FILE", "The bulletin before: a new one goes on from it.");
    KeyOption.describeAll(options);
    BulletinWords.describe(options);
    options.optional("--at", "TIME", "Judge as if it were then, like 2026-01-31T20:00:00Z.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var file = call.path("FILE");
    var trust = TrustStore.load(call.path("--trust"));
    Outcome.unless(trust.checkDate(call.now(), call.clock()), () -> trust).orThrow();
    var before = call.optionalPath("--after").map(it -> read(it).orThrow());
    if (!KeyOption.isGiven(call)) {
      return check(call, trust, before, read(file).orThrow());
    }
    var keys = KeyOption.signers(call).orThrow();
    var bulletin =
        Files.exists(file, LinkOption.NOFOLLOW_LINKS)
            ? signAgain(call, trust, keys)
            : make(call, trust, before, keys);
    return told("✓ signed " + file, bulletin, judge(call, trust, before, bulletin));
  }

  private static Bulletin signAgain(Call call, TrustStore trust, List<StatementSigner> keys)
      throws IOException {
    BulletinWords.refuseContent(call).orThrow();
    var file = call.path("FILE");
    var before = Source.read(file, Code.BULLETIN_INVALID).orThrow();
    var bulletin = Bulletin.parse(file.toString(), before).orThrow();
    var text = Json.pretty(sign(bulletin.document(), keys, trust, file).orThrow());
    Written.instead(file, before, text).orThrow();
    return read(file).orThrow();
  }

  private static Bulletin make(
      Call call, TrustStore trust, Optional<Bulletin> before, List<StatementSigner> keys)
      throws IOException {
    var file = call.path("FILE");
    var draft = BulletinWords.draft(call, trust, before).orThrow().document();
    var text = Json.pretty(sign(draft, keys, trust, file).orThrow());
    var bulletin = Bulletin.parse(file.toString(), text.getBytes(StandardCharsets.UTF_8)).orThrow();
    Written.anew(file, text).orThrow();
    return bulletin;
  }

  private static Outcome<Bulletin> read(Path file) {
    return Source.read(file, Code.BULLETIN_INVALID)
        .flatMap(text -> Bulletin.parse(file.toString(), text));
  }

  /** The document with the signatures of these keys, each of which may sign bulletins. */
  static Outcome<Value.Obj> sign(
      Value.Obj document, List<StatementSigner> keys, TrustStore trust, Path file) {
    var signed = Outcome.ok(document);
    for (var key : keys) {
      if (!maySign(key, trust)) {
        return Outcome.refused(
            Usage.problem(
                "this key ("
                    + key.publicKey().keyId()
                    + ") is neither in bulletins nor a root of the trust store",
                file.toString(),
                "sign with one that is, or let the roots add it"));
      }
      signed = signed.flatMap(it -> DocumentSignatures.sign(Bulletin.TYPE, it, key));
    }
    return signed;
  }

  private static boolean maySign(StatementSigner key, TrustStore trust) {
    return trust.bulletins().stream().anyMatch(it -> it.key().equals(key.publicKey()))
        || trust.roots().stream()
            .flatMap(roots -> roots.keys().stream())
            .anyMatch(it -> it.key().equals(key.publicKey()));
  }

  private static Outcome<CurrentBulletin> judge(
      Call call, TrustStore trust, Optional<Bulletin> held, Bulletin bulletin) {
    return new BulletinCheck(trust, call.text("--env"), held, Duration.ZERO)
        .judge(bulletin, call.now(), call.clock());
  }

  private static Answer check(
      Call call, TrustStore trust, Optional<Bulletin> held, Bulletin bulletin) {
    var judged = judge(call, trust, held, bulletin);
    return judged.isOk()
        ? told("✓ " + bulletin.file() + " counts", bulletin, judged)
        : Answer.refused(judged.problems());
  }

  /** A bulletin that doesn't count yet, since more have to sign it, is told with what it lacks. */
  private static Answer told(String done, Bulletin bulletin, Outcome<CurrentBulletin> judged) {
    var report = new ArrayList<String>();
    report.add(done);
    report.add("");
    report.addAll(BulletinWords.table(bulletin));
    var missing = new ArrayList<Problem>(judged.problems());
    return Answer.of(
            Value.object()
                .put("serial", bulletin.serial())
                .put("digest", bulletin.digest())
                .put("expires", Grammar.time(bulletin.expires()))
                .put("counts", judged.isOk())
                .build(),
            report)
        .withFindings(missing);
  }
}
