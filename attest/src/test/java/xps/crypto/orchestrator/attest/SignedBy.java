package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.Attesting.NOW;

import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Outcome;

/** A patch that several have signed one after the other, as {@code xps sign} does it. */
record SignedBy(Manifest manifest, ArtifactSource source) {
  static SignedBy all(APatch patch, StatementSigner... signers) {
    var manifest = patch.manifest();
    for (var signer : signers) {
      var document = ManifestSigner.sign(manifest, signer, false).orThrow();
      manifest =
          Manifest.parse("patch_manifest.json", Canonical.bytes(document).toArray()).orThrow();
    }
    return new SignedBy(manifest, patch.source());
  }

  /** An entry of {@code sigs}, without keyid and signed_for. */
  static String entry(StatementSigner signer, Bytes statement) {
    return "{\"alg\": \"%s\", \"sig\": \"%s\"}"
        .formatted(signer.algorithm(), signer.signatureOver(statement).orThrow().base64());
  }

  Outcome<AttestedPatch> attestedBy(ATrustStore store) {
    return store.verifier().at(NOW).requireAll(manifest, source);
  }
}
