package xps.crypto.orchestrator.attest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;

/**
 * Known weaknesses of components, from an OSV JSON file that somebody hands in; nothing is fetched.
 *
 * <p>A component is compared by its package URL, or else by its name alone; its version with those
 * that an advisory lists, and with its SEMVER ranges. What can't be compared (no version, a range
 * in the order of another ecosystem without a list of versions) is a finding too, which says so.
 */
public final class Advisories {
  private final Sha256 digest;
  private final List<Advisory> advisories;

  private Advisories(Sha256 digest, List<Advisory> advisories) {
    this.digest = digest;
    this.advisories = advisories;
  }

  /** Reads a file of advisories, or throws with every problem in it. */
  public static Advisories load(Path file) {
    return Source.read(file, Code.ADVISORIES_INVALID, AdvisoryReader.MOST_BYTES)
        .flatMap(text -> parse(file.toString(), text))
        .orThrow();
  }

  /** Reads the bytes of such a file; {@code file} is its name in messages. */
  public static Outcome<Advisories> parse(String file, byte[] text) {
    return AdvisoryReader.read(file, text)
        .map(advisories -> new Advisories(Sha256.of(text), advisories));
  }

  /** SHA-256 of the file: which advisories somebody looked at. */
  public Sha256 digest() {
    return digest;
  }

  /** How many there are that were not withdrawn. */
  public int size() {
    return advisories.size();
  }

  /** A finding for each component that one of them is about, or may be. */
  List<Problem> findings(SbomSummary sbom, String where) {
    var findings = new ArrayList<Problem>();
    for (var component : sbom.components()) {
      for (var advisory : advisories) {
        finding(component, advisory, where).ifPresent(findings::add);
      }
    }
    if (findings.size() > Outcome.MOST_PROBLEMS) {
      int more = findings.size() - Outcome.MOST_PROBLEMS;
      findings.subList(Outcome.MOST_PROBLEMS, findings.size()).clear();
      findings.add(
          Problem.of(Code.VULNERABLE_COMPONENT, "and " + more + " more such findings", where));
    }
    return findings;
  }

  private static Optional<Problem> finding(
      SbomSummary.Component component, Advisory advisory, String where) {
    var verdict = advisory.verdict(component);
    if (verdict.isEmpty() || verdict.get() == AffectedPackage.Verdict.UNAFFECTED) {
      return Optional.empty();
    }
    boolean sure = verdict.get() == AffectedPackage.Verdict.AFFECTED;
    return Optional.of(
        new Problem(
            Code.VULNERABLE_COMPONENT,
            component.name()
                + " "
                + component.version()
                + (sure ? " has " : " may have ")
                + advisory.id()
                + (advisory.summary().isEmpty() ? "" : " (" + advisory.summary() + ")")
                + (sure ? "" : ": its version can't be compared with the advisory's"),
            where,
            sure
                ? "build the patch with a version of " + component.name() + " that has it corrected"
                : "read the advisory; have the SBOM name the component with package URL and version"));
  }
}
