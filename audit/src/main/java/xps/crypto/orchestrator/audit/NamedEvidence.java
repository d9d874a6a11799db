package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * What has to lie in {@code evidence/}: what records name by digest, and what that names in turn (a
 * warrant its approvals, a plan digest the plan's file).
 *
 * <p>A detail is text for people, and nothing has to be there because of it; but what it mentions
 * is no stranger.
 */
final class NamedEvidence {
  private static final String WARRANT = "xps-warrant/v1\n";
  private static final Pattern DIGEST = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");

  /** Longer than any warrant, and any list of waves that a plan of a legal size can have. */
  private static final int MOST_BYTES = 4 << 20;

  private static final Json.Limits LIMITS = new Json.Limits(MOST_BYTES, 32, false);

  /** Findings of one sort; after a great loss the rest is only counted. */
  private static final int MOST_FINDINGS = 20;

  private final AuditFolder folder;
  private final NavigableMap<Sha256, String> named = new TreeMap<>();
  private final Set<Sha256> warrants = new TreeSet<>();
  private final Set<Sha256> plans = new TreeSet<>();
  private final Set<Sha256> mentioned = new HashSet<>();
  private final Set<String> rollouts = new HashSet<>();

  NamedEvidence(AuditFolder folder) {
    this.folder = folder;
  }

  void record(AuditRecord record) {
    record.body().ifPresent(this::body);
    record.plan().ifPresent(plans::add);
    record.policyDigest().ifPresent(this::policy);
    record.warrant().ifPresent(warrants::add);
    record.rollout().ifPresent(rollouts::add);
    record.detail().stream()
        .flatMap(detail -> DIGEST.matcher(detail).results())
        .flatMap(found -> Sha256.parse(found.group()).stream())
        .forEach(mentioned::add);
  }

  private void body(Sha256 digest) {
    named.put(digest, "a manifest's body");
  }

  private void policy(Sha256 digest) {
    named.put(digest, "a policy");
  }

  /** What is missing and what is too much; {@code files} are all of the log's directory. */
  List<Problem> findings(Set<String> files) throws IOException {
    for (var warrant : warrants) {
      named.put(warrant, "a warrant");
      warrantIn(content(warrant)).ifPresent(this::warrant);
    }
    for (var plan : plans) {
      named.put(plan, "what approvers approved");
      content(plan).flatMap(bytes -> json(bytes.text())).ifPresent(this::approvedPlan);
    }
    var findings = new ArrayList<Problem>();
    missing(files, findings);
    strangers(files, findings);
    return findings;
  }

  private void warrant(Value.Obj warrant) {
    digest(warrant, "plan").ifPresent(plans::add);
    digest(warrant, "policy").ifPresent(this::policy);
    object(warrant, "patch").flatMap(patch -> digest(patch, "body")).ifPresent(this::body);
    warrant
        .get("approvals")
        .filter(Value.Arr.class::isInstance)
        .map(Value.Arr.class::cast)
        .ifPresent(approvals ->
            approvals
                .items()
                .forEach(approval -> named.put(Canonical.digest(approval), "an approval")));
  }

  private void approvedPlan(Value.Obj approved) {
    digest(approved, "plan").ifPresent(file -> named.put(file, "a plan"));
    digest(approved, "body").ifPresent(this::body);
  }

  private void missing(Set<String> files, List<Problem> findings) {
    var missing =
        named.entrySet().stream().filter(name -> !files.contains(place(name.getKey()))).toList();
    for (var name : missing.stream().limit(MOST_FINDINGS).toList()) {
      findings.add(
          new Problem(
              Code.NOT_FOUND,
              name.getValue() + " that the log names is not in evidence/" + of(missing.size()),
              place(name.getKey()),
              "bring it back from a copy, unless its retention time is over"));
    }
  }

  private void strangers(Set<String> files, List<Problem> findings) throws IOException {
    var strangers = new ArrayList<Sha256>();
    for (var digest : kept(files).toList()) {
      if (!named.containsKey(digest) && !mentioned.contains(digest) && !belongs(digest)) {
        strangers.add(digest);
      }
    }
    for (var digest : strangers.stream().limit(MOST_FINDINGS).toList()) {
      findings.add(
          new Problem(
              Code.AUDIT_TAMPERED,
              "nothing in the log names this evidence" + of(strangers.size()),
              place(digest),
              "find out who put it there; a crash may have, just before its record was written"));
    }
  }

  private static String of(int all) {
    return all > MOST_FINDINGS ? " (one of " + all + ")" : "";
  }

  private static Stream<Sha256> kept(Set<String> files) {
    return files.stream()
        .filter(name -> name.startsWith(AuditFolder.EVIDENCE + "/"))
        .flatMap(name -> Sha256.parse(name.substring(AuditFolder.EVIDENCE.length() + 1)).stream());
  }

  /**
   * Two things belong to what is named without having a name in a record: a manifest with its
   * signatures, whose body is named, and an order back, which has no GATE record.
   */
  private boolean belongs(Sha256 digest) throws IOException {
    var content = content(digest);
    var manifest = content.map(bytes -> Manifest.parse(place(digest), bytes.toArray()));
    return manifest.filter(read -> read.isOk()).map(read -> read.orThrow().bodyDigest()).stream()
            .anyMatch(named::containsKey)
        || warrantIn(content)
            .flatMap(warrant -> text(warrant, "rollout"))
            .filter(rollouts::contains)
            .isPresent();
  }

  private Optional<Bytes> content(Sha256 digest) throws IOException {
    return folder.read(place(digest), MOST_BYTES).map(Bytes::copyOf);
  }

  private static Optional<Value.Obj> warrantIn(Optional<Bytes> content) {
    return content
        .map(Bytes::text)
        .filter(text -> text.startsWith(WARRANT))
        .flatMap(text -> json(text.substring(WARRANT.length())));
  }

  /** What can't be read names nothing: its digest is right all the same. */
  private static Optional<Value.Obj> json(String text) {
    var value = Json.parse("evidence", Bytes.utf8(text).toArray(), Code.AUDIT_TAMPERED, LIMITS);
    return value.isOk() && value.orThrow() instanceof Value.Obj object
        ? Optional.of(object)
        : Optional.empty();
  }

  private static Optional<Value.Obj> object(Value.Obj parent, String name) {
    return parent.get(name).filter(Value.Obj.class::isInstance).map(Value.Obj.class::cast);
  }

  private static Optional<String> text(Value.Obj parent, String name) {
    return parent
        .get(name)
        .filter(Value.Str.class::isInstance)
        .map(value -> ((Value.Str) value).text());
  }

  private static Optional<Sha256> digest(Value.Obj parent, String name) {
    return text(parent, name).flatMap(Sha256::parse);
  }

  private static String place(Sha256 digest) {
    return AuditFolder.EVIDENCE + "/" + digest.hex();
  }
}
