package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.TreeSet;

/**
 * What a bill of materials says: hints for people, signed only as far as the manifest binds the
 * document.
 *
 * @param format {@code SPDX-2.3}, or {@code CycloneDX-1.4} to {@code CycloneDX-1.6}
 * @param name of the document
 * @param components packages, in the order of the document
 * @param files how many files it lists
 */
public record SbomSummary(String format, String name, List<Component> components, int files) {
  /** A longer document is refused: as for every document. */
  public static final int MOST_BYTES = 1024 * 1024;

  public SbomSummary {
    components = List.copyOf(components);
  }

  /**
   * One package. What the document doesn't say is {@code NOASSERTION}, as in SPDX.
   *
   * @param packageUrls every {@code pkg:…} that the document gives it
   */
  public record Component(String name, String version, String licence, List<String> packageUrls) {
    public Component {
      packageUrls = List.copyOf(packageUrls);
    }
  }

  /** Every licence expression of a component, once, sorted. */
  public List<String> licences() {
    var licences = new TreeSet<String>();
    for (var component : components) {
      licences.add(component.licence());
    }
    return List.copyOf(licences);
  }
}
