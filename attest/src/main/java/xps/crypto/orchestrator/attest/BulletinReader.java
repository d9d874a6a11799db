package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** Reads a bulletin. */
final class BulletinReader {
  private static final int MOST_REASON_CHARACTERS = 1000;
  private static final String DIGEST = "a SHA-256 digest of 64 lowercase hex digits";

  private BulletinReader() {}

  static Outcome<Bulletin> read(String file, Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.BULLETIN_INVALID, problems, "the bulletin");
    fields.oneOf("type", List.of(Bulletin.TYPE));
    var environment = fields.id("environment");
    long serial = fields.integer("serial", 1, Value.LARGEST_INTEGER);
    long trustVersion = fields.integer("trust_version", 0, Value.LARGEST_INTEGER);
    long policyVersion = fields.integer("policy_version", 0, Value.LARGEST_INTEGER);
    var denied = digests(fields, "denied");
    var withdrawn = digests(fields, "withdrawn");
    var freeze = fields.optionalObject("freeze").map(BulletinReader::freeze);
    var asOf = fields.time("as_of");
    var expires = fields.time("expires");
    var signatures = DocumentSignatures.read(fields, Code.BULLETIN_INVALID, problems);
    fields.done();
    if (problems.isEmpty()) {
      if (!asOf.isBefore(expires)) {
        fields.problem("expires", "it expires before it begins", "correct one of the two times");
      } else if (expires.isAfter(asOf.plus(Bulletin.LONGEST_LIFE))) {
        fields.problem(
            "expires",
            "it would count for more than " + Bulletin.LONGEST_LIFE.toDays() + " days",
            "let it expire earlier, and publish the next one in time");
      }
    }
    return Outcome.unless(
        problems,
        () ->
            new Bulletin(
                file,
                fields.value(),
                environment,
                serial,
                trustVersion,
                policyVersion,
                denied,
                withdrawn,
                freeze,
                asOf,
                expires,
                signatures));
  }

  private static List<Sha256> digests(Fields fields, String name) {
    return fields.texts(name, text -> Sha256.parse(text).isPresent(), DIGEST).stream()
        .map(Sha256::new)
        .toList();
  }

  private static Bulletin.Freeze freeze(Fields freeze) {
    var since = freeze.time("since");
    var reason =
        freeze.text(
            "reason",
            text -> !text.isBlank() && text.length() <= MOST_REASON_CHARACTERS,
            "a text of 1 to " + MOST_REASON_CHARACTERS + " characters");
    freeze.done();
    return new Bulletin.Freeze(since, reason);
  }
}
