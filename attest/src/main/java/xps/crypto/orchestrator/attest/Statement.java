package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * The bytes that signatures are made over. Each kind begins with a line of its own, so that no
 * signature can be shown around as one of another kind, and no component can hold the line break
 * that would let it pose as two.
 */
public final class Statement {
  /** First line of what a signer says about one artifact. */
  public static final String ARTIFACT = "xps-artifact/v1";

  private Statement() {}

  /**
   * The kind and each component on a line of its own; refused where a component has a byte &lt;
   * 0x20 or 0x7F.
   */
  public static Outcome<Bytes> of(String kind, List<String> lines) {
    return build(kind, lines)
        .map(Outcome::ok)
        .orElseGet(() ->
            Outcome.refused(
                new Problem(
                    Code.USAGE,
                    "a component of the statement " + kind + " has a control character",
                    kind,
                    "remove the control character")));
  }

  /**
   * The kind, one LF, and the canonical form of a document from which its signatures have been
   * taken out.
   */
  public static Bytes document(String kind, Value withoutSignatures) {
    var canonical = Canonical.bytes(withoutSignatures).toArray();
    var head = (kind + "\n").getBytes(StandardCharsets.UTF_8);
    var all = new byte[head.length + canonical.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(canonical, 0, all, head.length, canonical.length);
    return Bytes.copyOf(all);
  }

  /**
   * What a signer says about an artifact: it is this one, in this patch, and the patch as a whole
   * is this body. So the signature covers targets and metadata too, and is worth nothing in another
   * manifest.
   */
  public static Bytes artifact(
      String id, String version, String name, Sha256 artifact, Sha256 body) {
    return build(ARTIFACT, List.of(id, version, name, artifact.hex(), body.hex()))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "id, version and name of a manifest have no control character"));
  }

  /** The first line: what kind of statement it is. */
  public static String kindOf(Bytes statement) {
    var text = statement.text();
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static Optional<Bytes> build(String kind, List<String> lines) {
    var statement = new StringBuilder(kind).append('\n');
    for (var line : lines) {
      if (hasControlCharacter(line)) {
        return Optional.empty();
      }
      statement.append(line).append('\n');
    }
    return hasControlCharacter(kind)
        ? Optional.empty()
        : Optional.of(Bytes.utf8(statement.toString()));
  }

  private static boolean hasControlCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 0x20 || text.charAt(i) == 0x7F) {
        return true;
      }
    }
    return false;
  }
}
