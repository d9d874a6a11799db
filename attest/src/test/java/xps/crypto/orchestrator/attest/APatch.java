package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xps.crypto.orchestrator.document.Sha256;

/** A manifest and its files as a test wants them; honest unless the test says otherwise. */
final class APatch {
  private String id = "hotfix-7";
  private String version = "3.2.1";
  private String targets = "\"validator\", \"api\"";
  private String metadata = "\"requires_restart\": false";
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, String> digests = new LinkedHashMap<>();
  private final Map<String, String> extras = new LinkedHashMap<>();
  private final Map<String, List<String>> sigs = new LinkedHashMap<>();
  private final Map<String, String> plain = new LinkedHashMap<>();

  /** A patch of one module. */
  static APatch ofOneModule() {
    return new APatch().file("sha256.so", "machine code of 3.2.1");
  }

  static APatch ofTwoModules() {
    return ofOneModule().file("shake256.so", "more machine code");
  }

  APatch file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  APatch file(String name, byte[] content) {
    files.put(name, content);
    digests.put(name, Sha256.of(content).hex());
    return this;
  }

  APatch id(String other) {
    id = other;
    return this;
  }

  APatch version(String other) {
    version = other;
    return this;
  }

  APatch targets(String json) {
    targets = json;
    return this;
  }

  /** Members of {@code metadata}, as JSON. */
  APatch metadata(String json) {
    metadata = json;
    return this;
  }

  /** Further members of an artifact, as JSON. */
  APatch with(String artifact, String json) {
    extras.put(artifact, json);
    return this;
  }

  /** What the source hands out under that name, whatever the manifest says. */
  APatch swapped(String artifact, byte[] content) {
    files.put(artifact, content);
    return this;
  }

  APatch dropped(String artifact) {
    files.remove(artifact);
    return this;
  }

  /** Signs every artifact as {@code xps sign} does. */
  APatch signedBy(People... people) {
    var manifest = manifest();
    for (var who : people) {
      for (var artifact : manifest.artifacts()) {
        sig(artifact.name(), entry(who, manifest, manifest.statementOf(artifact).toArray()));
      }
    }
    return this;
  }

  /** Signs with the {@code sig} of the founding document. */
  APatch plainlySignedBy(People who) {
    var manifest = manifest();
    for (var artifact : manifest.artifacts()) {
      plain.put(artifact.name(), who.key().sign(manifest.statementOf(artifact).toArray()).base64());
    }
    return this;
  }

  APatch plain(String artifact, String sig) {
    plain.put(artifact, sig);
    return this;
  }

  APatch sig(String artifact, String entry) {
    sigs.computeIfAbsent(artifact, _ -> new ArrayList<>()).add(entry);
    return this;
  }

  APatch unsigned() {
    sigs.clear();
    plain.clear();
    return this;
  }

  static String entry(People who, Manifest manifest, byte[] message) {
    return """
    {"alg": "ed25519", "keyid": "%s", "sig": "%s", "signed_for": {"id": "%s", "version": "%s", "body": "%s"}}\
    """
        .formatted(
            who.key().publicKey().keyId(),
            who.key().sign(message).base64(),
            manifest.id(),
            manifest.version(),
            manifest.bodyDigest().hex());
  }

  String json() {
    var artifacts = new ArrayList<String>();
    digests.forEach((name, digest) -> {
      var members = new ArrayList<String>();
      members.add("\"name\": \"" + name + "\"");
      members.add("\"sha256\": \"" + digest + "\"");
      if (extras.containsKey(name)) {
        members.add(extras.get(name));
      }
      if (plain.containsKey(name)) {
        members.add("\"sig\": \"" + plain.get(name) + "\"");
      }
      if (sigs.containsKey(name)) {
        members.add("\"sigs\": [" + String.join(", ", sigs.get(name)) + "]");
      }
      artifacts.add("    {" + String.join(", ", members) + "}");
    });
    return """
    {
      "id": "%s",
      "version": "%s",
      "artifacts": [
    %s
      ],
      "targets": [%s],
      "metadata": {%s}
    }
    """
        .formatted(id, version, String.join(",\n", artifacts), targets, metadata);
  }

  Manifest manifest() {
    return Manifest.parse("patch_manifest.json", json().getBytes(StandardCharsets.UTF_8)).orThrow();
  }

  ArtifactSource source() {
    return new FilesInMemory(Map.copyOf(files));
  }
}
