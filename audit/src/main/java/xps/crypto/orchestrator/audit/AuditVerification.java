package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Reads every byte of a log's directory and says whether it is what the log's key has signed, and
 * if not, which line, tile or file isn't.
 *
 * <p>Guaranteed, when it holds: the lines are exactly those under the checkpoint, in their order;
 * tiles and entries say the same; evidence is what its names say; nothing else lies there. Evidence
 * that is missing, or that nothing names, is a finding. Not guaranteed: that there isn't a later
 * checkpoint somewhere. A log that is being written to at the same time may be found in the middle
 * of an append: verify it at rest, or a copy.
 */
public final class AuditVerification {
  private static final String REMEDY =
      "keep the directory for the investigation, and compare it with a copy from elsewhere";
  private static final int MOST_KEY_BYTES = 1024;

  private final AuditFolder folder;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> findings = new ArrayList<>();
  private final LeafHashes lines = new LeafHashes();
  private final NamedEvidence named;
  private final List<AuditRecord> kept = new ArrayList<>();
  private Predicate<AuditRecord> wanted = _ -> false;
  private final Set<String> compared = new HashSet<>();

  /** Whether it is known which tiles belong here; without the signed leaves it isn't. */
  private boolean tilesKnown;

  private SortedMap<String, Boolean> files = new TreeMap<>();

  private AuditVerification(AuditFolder folder) {
    this.folder = folder;
    this.named = new NamedEvidence(folder);
  }

  /** Verifies a log against a key that came from elsewhere, as it should. */
  public static Outcome<AuditSummary> verify(Path dir, LogKey key) throws IOException {
    return new AuditVerification(new AuditFolder(dir)).run(Optional.of(key));
  }

  /** The same, with those of its records that somebody wants to go by. */
  public static Outcome<VerifiedLog> read(Path dir, LogKey key, Predicate<AuditRecord> wanted)
      throws IOException {
    var verification = new AuditVerification(new AuditFolder(dir));
    verification.wanted = wanted;
    return verification
        .run(Optional.of(key))
        .map(summary -> new VerifiedLog(summary, verification.kept, verification.folder));
  }

  /**
   * Verifies a log against the key that lies in its own directory: this shows that the log is
   * whole, not whose it is.
   */
  public static Outcome<AuditSummary> verifyAgainstOwnKey(Path dir) throws IOException {
    return new AuditVerification(new AuditFolder(dir)).run(Optional.empty());
  }

  private Outcome<AuditSummary> run(Optional<LogKey> given) throws IOException {
    if (!folder.exists()) {
      tell(folder.root().toString(), "there is no audit log here");
      return Outcome.refused(problems);
    }
    files = folder.files();
    var key = key(given);
    var checkpoint = checkpoint(key);
    folder.lines(this::line);
    if (checkpoint.isPresent()) {
      compare(checkpoint.get());
    }
    for (var file : files.entrySet()) {
      file(file.getKey(), file.getValue());
    }
    if (!problems.isEmpty() || key.isEmpty() || checkpoint.isEmpty()) {
      return Outcome.refused(problems);
    }
    findings.addAll(named.findings(files.keySet()));
    var proven = checkpoint.get();
    return Outcome.ok(
        new AuditSummary(proven.size(), proven.root(), lines.size(), key.get()), findings);
  }

  /** The key that was given, else the directory's own; whether the two are the same is told. */
  private Optional<LogKey> key(Optional<LogKey> given) throws IOException {
    var line =
        folder.read(AuditFolder.KEY, MOST_KEY_BYTES).map(bytes -> Bytes.copyOf(bytes).text());
    if (line.isEmpty()) {
      tell(AuditFolder.KEY, "the log's key is missing");
      return given;
    }
    var own = LogKey.parse(AuditFolder.KEY, line.get().strip());
    if (!own.isOk() || !line.get().equals(own.orThrow().text() + "\n")) {
      tell(AuditFolder.KEY, "this is not one line with a log's verifier key");
      return given;
    }
    if (given.isPresent() && !given.get().equals(own.orThrow())) {
      tell(
          AuditFolder.KEY,
          "this log belongs to the key " + own.orThrow() + ", not to " + given.get());
    }
    return given.or(() -> Optional.of(own.orThrow()));
  }

  private Optional<Checkpoint> checkpoint(Optional<LogKey> key) throws IOException {
    var content = folder.read(AuditFolder.CHECKPOINT, Note.MOST_BYTES);
    if (content.isEmpty()) {
      tell(AuditFolder.CHECKPOINT, "the checkpoint is missing");
      return Optional.empty();
    }
    var signed = content.flatMap(SignedCheckpoint::read);
    if (signed.isEmpty()) {
      tell(AuditFolder.CHECKPOINT, "this is not a checkpoint in a signed note");
      return Optional.empty();
    }
    return switch (key.map(signed.get()::verify).orElse(Outcome.ok(signed.get().claimed()))) {
      case Outcome.Ok<Checkpoint>(var proven, _) -> Optional.of(proven);
      case Outcome.Refused<Checkpoint>(var reasons) -> {
        tell(AuditFolder.CHECKPOINT, reasons.getFirst().message());
        yield Optional.empty();
      }
    };
  }

  private void line(byte[] content, long end, boolean ended) {
    lines.add(MerkleTree.leafHash(content));
    var where = AuditFolder.LINES + ":" + lines.size();
    if (!ended) {
      tell(where, "line " + lines.size() + " has no end: its LF was cut off");
    }
    switch (AuditRecordReader.read(where, content, Code.AUDIT_TAMPERED)) {
      case Outcome.Ok<AuditRecord>(var record, _) -> {
        named.record(record);
        if (wanted.test(record)) {
          kept.add(record);
        }
      }
      case Outcome.Refused<AuditRecord>(var reasons) -> findings.add(reasons.getFirst());
    }
  }

  private void compare(Checkpoint checkpoint) throws IOException {
    var tiles = TileWitness.read(folder, files.keySet());
    var witnesses = List.of(lines, tiles.hashes(), tiles.entries());
    var signed = new SignedLeaves(witnesses, tiles.above()).under(checkpoint);
    if (signed.isPresent()) {
      problems.addAll(LineDiff.of(signed.get(), lines));
      compareTiles(TileTree.of(signed.get()));
      return;
    }
    tell(
        AuditFolder.LINES,
        "neither the lines nor the tiles have the root that was signed over "
            + checkpoint.size()
            + " lines");
    if (!tiles.hashes().isEmpty()) {
      // Who rewrote several copies may have forgotten one: say at least where they differ.
      problems.addAll(LineDiff.of(tiles.hashes(), lines));
    }
  }

  /** Every tile that belongs here, and what a crash may have left: partial ones since replaced. */
  private void compareTiles(TileTree signed) throws IOException {
    tilesKnown = true;
    var check = new TileCheck(folder, signed);
    var widths = new HashMap<String, Integer>();
    for (var tile : TilePath.ofTree(signed.size())) {
      compared.add(tile.toString());
      widths.put(tile.full().toString(), tile.width());
      check.tile(tile);
    }
    for (var name : files.keySet()) {
      var old = TilePath.parse(name).filter(tile -> !compared.contains(name));
      if (old.isPresent()
          && old.get().width() < widths.getOrDefault(old.get().full().toString(), 0)) {
        compared.add(name);
        check.tile(old.get());
        findings.add(
            new Problem(
                Code.AUDIT_TAMPERED,
                "a crash has left this partial tile beside a larger one",
                name,
                "nothing has to be done: it goes when the log is opened again"));
      }
    }
    problems.addAll(check.problems());
  }

  private void file(String name, boolean regular) throws IOException {
    if (!regular) {
      tell(name, "this is not a regular file");
    } else if (name.startsWith(AuditFolder.EVIDENCE + "/")) {
      evidence(name);
    } else if (TilePath.parse(name).isPresent()) {
      tile(name);
    } else if (!AuditFolder.OWN.contains(name)) {
      tell(name, "this file does not belong to the log");
    }
  }

  private void evidence(String name) throws IOException {
    var digest = Sha256.parse(name.substring(AuditFolder.EVIDENCE.length() + 1));
    if (digest.isEmpty()) {
      tell(name, "this file does not belong to the evidence: its name is no digest");
    } else if (!folder.digest(name).equals(digest.get())) {
      tell(name, "the evidence was changed: its name is not its digest");
    }
  }

  private void tile(String name) {
    if (tilesKnown && !compared.contains(name)) {
      tell(name, "this tile does not belong to a log of so many records");
    }
  }

  private void tell(String where, String message) {
    problems.add(new Problem(Code.AUDIT_TAMPERED, message, where, REMEDY));
  }
}
