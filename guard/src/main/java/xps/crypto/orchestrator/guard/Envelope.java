package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.WaveRoot;

/**
 * A forward warrant with everything that a node needs to judge it offline (FORMATS §8). Claims, all
 * of it.
 *
 * @param manifest as it was signed, with its signatures
 * @param planFile the JSON that the plan file means
 * @param waves as the plan digest commits to them
 * @param membership that the node is in the wave
 * @param record the GATE line of the audit log
 * @param proof the text of a tlog-proof for it
 * @param receipts of canary nodes, for a later wave of a plan that requires them
 */
public record Envelope(
    Warrant warrant,
    Value.Obj manifest,
    Value.Obj planFile,
    List<WaveRoot> waves,
    Position membership,
    String record,
    String proof,
    Consistency consistency,
    List<Receipt> receipts) {
  /** A manifest, a plan and the waves' roots have 1 MiB at most each. */
  public static final int MAX_BYTES = 4 << 20;

  /** A document may be 32 deep, and here it lies in another. */
  static final Json.Limits LIMITS = new Json.Limits(MAX_BYTES, 36, false);

  private static final Code INVALID = Code.WARRANT_INVALID;

  /** Siblings in a tree of more leaves than a long counts. */
  private static final int MOST_SIBLINGS = 64;

  /** The founding document's plan has three; a document of that size has room for no more. */
  private static final int MOST_WAVES = 10_000;

  public Envelope {
    waves = List.copyOf(waves);
    receipts = List.copyOf(receipts);
  }

  /** Without receipts. */
  public Envelope(
      Warrant warrant,
      Value.Obj manifest,
      Value.Obj planFile,
      List<WaveRoot> waves,
      Position membership,
      String record,
      String proof,
      Consistency consistency) {
    this(warrant, manifest, planFile, waves, membership, record, proof, consistency, List.of());
  }

  /**
   * Where a node stands in its wave, and the proof of it.
   *
   * @param key the node's, where the plan requires receipts: it is part of the leaf
   */
  public record Position(int index, List<Sha256> path, Optional<Sha256> key) {
    public Position {
      path = List.copyOf(path);
    }

    /** In a plan without receipts, or beside the key itself. */
    public Position(int index, List<Sha256> path) {
      this(index, path, Optional.empty());
    }
  }

  /** That the log still begins with the {@code from} records that the node has seen. */
  public record Consistency(long from, List<Sha256> path) {
    public Consistency {
      path = List.copyOf(path);
    }
  }

  /** Reads an envelope; refusals are {@code WARRANT_INVALID}. */
  public static Outcome<Envelope> parse(Bytes json) {
    return Json.parse("envelope", json.toArray(), INVALID, LIMITS).flatMap(Envelope::read);
  }

  private static Outcome<Envelope> read(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, INVALID, problems, "an envelope");
    var warrant = WarrantReader.read(fields.any("warrant"), problems);
    var manifest = fields.object("manifest").value();
    var plan = fields.object("plan");
    var planFile = plan.object("file").value();
    var waves = waves(plan, problems);
    plan.done();
    var membership = fields.object("membership");
    var position = position(membership, membership.optionalSha256("key"), problems);
    var record = fields.text("record");
    var proof = fields.text("proof");
    var consistent = fields.object("consistency");
    var consistency =
        new Consistency(
            consistent.integer("from", 0, Value.LARGEST_INTEGER), path(consistent, problems));
    consistent.done();
    var receipts = receipts(fields, problems);
    fields.done();
    return Outcome.unless(
        problems,
        () ->
            new Envelope(
                warrant,
                manifest,
                planFile,
                waves,
                position,
                record,
                proof,
                consistency,
                receipts));
  }

  private static Position position(Fields fields, Optional<Sha256> key, List<Problem> problems) {
    int index = (int) fields.integer("index", 0, Integer.MAX_VALUE);
    var position = new Position(index, path(fields, problems), key);
    fields.done();
    return position;
  }

  private static List<Receipt> receipts(Fields envelope, List<Problem> problems) {
    var items = envelope.optionalArray("receipts").orElse(List.of());
    if (items.size() > Receipt.MOST) {
      envelope.problem("receipts", "nobody asks for so many receipts", "send 16 at most");
      return List.of();
    }
    var receipts = new ArrayList<Receipt>();
    for (var item : items) {
      var fields = new Fields(item, INVALID, problems, "a receipt");
      var node = fields.text("node", Grammar::isNodeId, "a node id");
      var report = SignedReport.read(fields);
      var membership = position(fields.object("membership"), Optional.empty(), problems);
      fields.done();
      receipts.add(new Receipt(node, report, membership));
    }
    return receipts;
  }

  private static List<WaveRoot> waves(Fields plan, List<Problem> problems) {
    var items = plan.array("waves");
    if (items.size() > MOST_WAVES) {
      plan.problem("waves", items.size() + " waves are more than " + MOST_WAVES, "send fewer");
      return List.of();
    }
    var waves = new ArrayList<WaveRoot>();
    for (var item : items) {
      var fields = new Fields(item, INVALID, problems, "a wave");
      waves.add(
          new WaveRoot(
              fields.id("name"),
              (int) fields.integer("count", 0, Integer.MAX_VALUE),
              fields.sha256("root")));
      fields.done();
    }
    return waves;
  }

  private static List<Sha256> path(Fields fields, List<Problem> problems) {
    var path = new ArrayList<Sha256>();
    for (var item : fields.array("path")) {
      var hash = item instanceof Value.Str(var text, _) ? Sha256.parse(text) : absent();
      if (hash.isEmpty() || path.size() == MOST_SIBLINGS) {
        problems.add(
            Problem.at(
                item.place(),
                INVALID,
                "a path has at most " + MOST_SIBLINGS + " digests of 64 lowercase hex digits",
                "send the path as it was proven"));
        break;
      }
      path.add(hash.get());
    }
    return path;
  }

  private static Optional<Sha256> absent() {
    return Optional.empty();
  }

  /** The document, in the order of FORMATS §8. */
  public Value.Obj document() {
    var json = Value.object();
    json.put("warrant", warrant.document())
        .put("manifest", manifest)
        .put(
            "plan",
            Value.object()
                .put("file", planFile)
                .put("waves", waves.stream().map(Envelope::wave).toList())
                .build())
        .put("membership", document(membership))
        .put("record", record)
        .put("proof", proof)
        .put(
            "consistency",
            Value.object()
                .put("from", consistency.from())
                .put("path", hashes(consistency.path()))
                .build());
    if (!receipts.isEmpty()) {
      json.put("receipts", receipts.stream().map(Envelope::document).toList());
    }
    return json.build();
  }

  private static Value.Obj document(Position position) {
    return Value.object()
        .put("index", position.index())
        .put("path", hashes(position.path()))
        .putIfPresent("key", position.key().map(Sha256::hex).map(Value::text))
        .build();
  }

  private static Value document(Receipt receipt) {
    return receipt
        .report()
        .document()
        .with("node", Value.text(receipt.node()))
        .with("membership", document(receipt.membership()));
  }

  /** The document as it goes over the wire. */
  public Bytes toJson() {
    return Bytes.utf8(Json.compact(document()));
  }

  /** What goes over the wire for a rollback: the warrant alone. */
  public static Bytes ofRollback(Warrant warrant) {
    return Bytes.utf8(Json.compact(Value.object().put("warrant", warrant.document()).build()));
  }

  /**
   * The warrant of an envelope to go back: what {@link #ofRollback} wrote, or a whole envelope with
   * all that is asked after the horizon. Refusals are {@code WARRANT_INVALID}.
   */
  static Outcome<Warrant> parseRollback(Bytes json) {
    return isBare(json) ? bare(json) : parse(json).map(Envelope::warrant);
  }

  private static Outcome<Warrant> bare(Bytes json) {
    return Json.parse("envelope", json.toArray(), INVALID, LIMITS)
        .flatMap(value -> {
          var problems = new ArrayList<Problem>();
          var fields = new Fields(value, INVALID, problems, "a rollback's envelope");
          var warrant = WarrantReader.read(fields.any("warrant"), problems);
          fields.done();
          return Outcome.unless(problems, () -> warrant);
        });
  }

  /** Whether it brings no manifest, so that nothing but a warrant can be in it. */
  static boolean isBare(Bytes json) {
    return !(Json.parse("envelope", json.toArray(), INVALID, LIMITS)
            instanceof Outcome.Ok<Value>(Value.Obj envelope, _)
        && envelope.get("manifest").isPresent());
  }

  private static Value wave(WaveRoot wave) {
    return Value.object()
        .put("name", wave.name())
        .put("count", wave.count())
        .put("root", wave.root())
        .build();
  }

  private static Value.Arr hashes(List<Sha256> hashes) {
    return Value.texts(hashes.stream().map(Sha256::hex).toList());
  }
}
