package xps.crypto.orchestrator.house.schema;

import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Value;

/** {@code patch_manifest.json}. */
final class ManifestTable {
  private ManifestTable() {}

  static Value.Obj schema() {
    return new Group()
        .must("id", Form.ID, "Name of the patch.")
        .must("version", Form.VERSION, "SemVer without build metadata.")
        .must(
            "artifacts",
            Form.list(artifact(), 1, Manifest.MOST_ARTIFACTS),
            "The files; all become active together or not at all.")
        .must(
            "targets",
            Form.list(Form.LABEL, 1, Manifest.MOST_ARTIFACTS),
            "Roles of the nodes that it is for.")
        .must("metadata", metadata(), "What else there is to know.")
        .schema("manifest", "XPS: patch_manifest.json");
  }

  private static Form artifact() {
    return new Group()
        .must("name", Form.FILE_NAME, "File name, unique without regard to case.")
        .must("sha256", Form.SHA256, "Digest of the file.")
        .may("size", Form.integer(0, Value.LARGEST_INTEGER), "Bytes; nobody reads more.")
        .may("kind", Form.word(Kind.texts()), "What it is; else by its name.")
        .may("requires", Form.list(Form.FILE_NAME), "Artifacts that become active first.")
        .may(
            "abi",
            new Group()
                .must(
                    "machine",
                    Form.word("aarch64", "armv7l", "i686", "ppc64le", "riscv64", "s390x", "x86_64"),
                    "As uname spells it.")
                .must("os", Form.word("linux"), "Operating system.")
                .form(),
            "What machine it is made for.")
        .may(
            "tree",
            new Group()
                .must("chunk", Form.integer(64 * 1024, 16 * 1024 * 1024), "A power of two.")
                .must("root", Form.SHA256, "RFC 6962 root over the chunks.")
                .form(),
            "So that each chunk can be checked; needs size.")
        .may("sig", Form.ANY_TEXT, "One Ed25519 signature, base64.")
        .may(
            "sigs",
            Form.list(signature(), 0, Manifest.MOST_SIGNATURES),
            "Signatures; xps sign adds them.")
        .form();
  }

  private static Form signature() {
    return new Group()
        .must(
            "alg",
            Form.word("ed25519", "ml-dsa-65", "ecdsa-p256-sha256", "sshsig", "x509"),
            "Scheme.")
        .may("keyid", Form.KEY_ID, "With it only that key is tried.")
        .must("sig", Form.ANY_TEXT, "base64.")
        .may("chain", Form.list(Form.ANY_TEXT), "Certificates, leaf first, base64; x509 only.")
        .may(
            "signed_for",
            new Group()
                .must("id", Form.ID, "Name of the patch.")
                .must("version", Form.VERSION, "Its version.")
                .must("body", Form.SHA256, "bodyDigest.")
                .form(),
            "What it was made for: tells a moved signature from a forged one.")
        .form();
  }

  private static Form metadata() {
    return new Group()
        .may("sbom", Form.FILE_NAME, "SPDX 2.3 or CycloneDX 1.4+ beside the manifest.")
        .may("sbom_sha256", Form.SHA256, "Binds it; needs sbom.")
        .may("min_orchestrator", Form.VERSION, "The oldest version that may install it.")
        .may("requires_restart", Form.TRUTH, "Whether applications have to restart.")
        .may("change_class", Form.CLASS, "Not lighter than the version says.")
        .may("expires", Form.TIME, "Nobody starts to install it from then on.")
        .may("author", Form.ID, "A person, who may not approve it.")
        .form();
  }
}
