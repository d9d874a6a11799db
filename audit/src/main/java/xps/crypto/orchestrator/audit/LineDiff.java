package xps.crypto.orchestrator.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Names what was done to the lines of a log, from the hashes of those that were signed and of those
 * that are there: changed, dropped, swapped, doubled, put in, or appended.
 */
final class LineDiff {
  private static final String REMEDY = "compare the line with a copy of the log from elsewhere";
  private static final int NOWHERE = -1;

  private final List<Sha256> signed;
  private final List<Sha256> found;
  private final Map<Sha256, List<Integer>> whereSigned;
  private final Map<Sha256, List<Integer>> whereFound;

  /** Lines that were told already, as the second of two that were swapped. */
  private final Set<Integer> told = new HashSet<>();

  private final List<Problem> problems = new ArrayList<>();

  /** Where the comparison stands: the next line that was signed, and the next that is there. */
  private int s;

  private int f;

  private LineDiff(List<Sha256> signed, List<Sha256> found) {
    this.signed = signed;
    this.found = found;
    this.whereSigned = positions(signed);
    this.whereFound = positions(found);
  }

  static List<Problem> of(List<Sha256> signed, List<Sha256> found) {
    return signed.equals(found) ? List.of() : new LineDiff(signed, found).compare();
  }

  private static Map<Sha256, List<Integer>> positions(List<Sha256> hashes) {
    var positions = new HashMap<Sha256, List<Integer>>();
    for (int i = 0; i < hashes.size(); i++) {
      positions.computeIfAbsent(hashes.get(i), _ -> new ArrayList<>()).add(i);
    }
    return positions;
  }

  private List<Problem> compare() {
    while (s < signed.size() && f < found.size()) {
      if (told.contains(f) || signed.get(s).equals(found.get(f))) {
        s++;
        f++;
      } else {
        difference();
      }
    }
    for (; f < found.size(); f++) {
      tell(
          f,
          original(f) == NOWHERE
              ? "was appended"
              : "was appended: a copy of line " + (original(f) + 1));
    }
    for (; s < signed.size(); s++) {
      tell(s, "was dropped from the end");
    }
    return problems;
  }

  private void difference() {
    int laterSigned = after(whereSigned, found.get(f), s);
    int laterFound = after(whereFound, signed.get(s), f);
    int dropped = laterSigned - s;
    int inserted = laterFound - f;
    if (laterSigned != NOWHERE
        && laterFound != NOWHERE
        && dropped == inserted
        && isSwap(laterSigned, laterFound)) {
      tell(f, "was swapped with line " + (laterFound + 1));
      told.add(laterFound);
      s++;
      f++;
    } else if (laterSigned != NOWHERE && (laterFound == NOWHERE || dropped <= inserted)) {
      for (; s < laterSigned; s++) {
        tell(s, "was dropped");
      }
    } else if (laterFound != NOWHERE) {
      for (; f < laterFound; f++) {
        tell(
            f,
            original(f) == NOWHERE ? "was put in" : "was doubled: it is line " + (original(f) + 1));
      }
    } else {
      tell(
          f,
          original(f) == NOWHERE
              ? "was changed"
              : "was replaced by a copy of line " + (original(f) + 1));
      s++;
      f++;
    }
  }

  private boolean isSwap(int laterSigned, int laterFound) {
    return signed.get(laterSigned).equals(found.get(f))
        && found.get(laterFound).equals(signed.get(s));
  }

  /** The first place of this hash behind a position. */
  private static int after(Map<Sha256, List<Integer>> positions, Sha256 hash, int position) {
    for (int place : positions.getOrDefault(hash, List.of())) {
      if (place > position) {
        return place;
      }
    }
    return NOWHERE;
  }

  /** Where the line that is there was signed, wherever that is. */
  private int original(int line) {
    var places = whereSigned.getOrDefault(found.get(line), List.of());
    return places.isEmpty() ? NOWHERE : places.getFirst();
  }

  private void tell(int line, String what) {
    problems.add(
        new Problem(
            Code.AUDIT_TAMPERED,
            "line " + (line + 1) + " " + what,
            AuditFolder.LINES + ":" + (line + 1),
            REMEDY));
  }
}
