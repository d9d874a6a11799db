package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Value;

/**
 * What is in which package of an SPDX document, by {@code hasFiles} and by relationships. A file's
 * name is relative to the root of its package (SPDX 2.3, 8.1): where that is an archive with a file
 * name of its own, the file is in the archive; else it is a file of the bundle.
 */
final class SpdxContents {
  private final SpdxElements elements;

  /** The packages that an element is in. */
  private final Map<String, Set<String>> packages = new HashMap<>();

  /** Packages that files are in. */
  private final Set<String> withFiles = new HashSet<>();

  private final Map<String, String> archives = new HashMap<>();

  SpdxContents(Value.Obj document, SbomFields fields, SpdxElements elements) {
    this.elements = elements;
    for (var part : fields.objects(document, "packages")) {
      var id = fields.text(part, "SPDXID");
      fields.texts(part, "hasFiles").forEach(file -> contains(id, file));
      fields
          .optionalText(part, "packageFileName")
          .ifPresent(name -> archives.put(id, SbomDocument.Listed.bare(name)));
    }
    for (var relationship : fields.objects(document, "relationships")) {
      var from = fields.text(relationship, "spdxElementId");
      var to = fields.text(relationship, "relatedSpdxElement");
      switch (fields.text(relationship, "relationshipType")) {
        case "CONTAINS" -> contains(from, to);
        case "CONTAINED_BY" -> contains(to, from);
        default -> {}
      }
    }
  }

  private void contains(String outer, String inner) {
    var sort = elements.sortOf(outer);
    if (sort.equals(Optional.of(SpdxElements.Sort.PACKAGE))) {
      packages.computeIfAbsent(inner, _ -> new LinkedHashSet<>()).add(outer);
      if (elements.sortOf(inner).equals(Optional.of(SpdxElements.Sort.FILE))) {
        withFiles.add(outer);
      }
    }
  }

  boolean hasFiles(String packageId) {
    return withFiles.contains(packageId);
  }

  /** The file names of the archives that an element is in; none where it is also outside of one. */
  List<String> archivesOf(String id) {
    var names = new ArrayList<String>();
    for (var outer : packages.getOrDefault(id, Set.of())) {
      var name = archives.get(outer);
      if (name == null) {
        return List.of();
      }
      names.add(name);
    }
    return names;
  }
}
