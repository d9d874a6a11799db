package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;

/**
 * Reads the signatures of an artifact. An entry that is no signature of its scheme by its form
 * alone stays in the manifest as {@link ArtifactSignature.Malformed}: the manifest can be read, and
 * attestation says what is wrong.
 */
final class SignatureReader {
  private static final List<String> ALGORITHMS =
      List.of(
          Ed25519Key.ALGORITHM,
          MlDsa65Key.ALGORITHM,
          P256Key.ALGORITHM,
          SshSignature.ALGORITHM,
          CertificateChain.ALGORITHM);

  private SignatureReader() {}

  static List<ArtifactSignature> read(Fields artifact, List<Problem> problems) {
    var signatures = new ArrayList<ArtifactSignature>();
    artifact
        .optionalText("sig")
        .ifPresent(sig ->
            signatures.add(
                byKey(
                    Ed25519Key.ALGORITHM,
                    sig,
                    Optional.empty(),
                    Optional.empty(),
                    artifact.place("sig"))));
    var entries = artifact.optionalArray("sigs").orElse(List.of());
    if (entries.size() > Manifest.MOST_SIGNATURES) {
      artifact.problem(
          "sigs",
          "sigs has "
              + entries.size()
              + " entries; at most "
              + Manifest.MOST_SIGNATURES
              + " are read",
          "take out signatures that nobody needs");
      return signatures;
    }
    for (var entry : entries) {
      signatures.add(entry(new Fields(entry, Code.MANIFEST_INVALID, problems, "a signature")));
    }
    return signatures;
  }

  private static ArtifactSignature entry(Fields entry) {
    var algorithm = entry.oneOf("alg", ALGORITHMS);
    var keyId = entry.optionalText("keyid", DocumentSignatures::isKeyId, "16 lowercase hex digits");
    var sig = entry.text("sig");
    var chain = entry.optionalTexts("chain");
    var signedFor = entry.optionalObject("signed_for").map(SignatureReader::signedFor);
    boolean certified = algorithm.equals(CertificateChain.ALGORITHM);
    if (chain.isPresent() != certified) {
      entry.problem(
          "chain", "a chain belongs to alg x509, and to no other", "take it out, or correct alg");
    }
    entry.done();
    var place = entry.place("sig");
    return certified
        ? byCertificate(sig, keyId, chain.orElse(List.of()), signedFor, place)
        : byKey(algorithm, sig, keyId, signedFor, place);
  }

  private static ArtifactSignature.SignedFor signedFor(Fields entry) {
    var id = entry.id("id");
    var version = entry.version("version");
    var body = entry.sha256("body");
    entry.done();
    return new ArtifactSignature.SignedFor(id, version.toString(), body);
  }

  private static ArtifactSignature byKey(
      String algorithm,
      String sig,
      Optional<String> keyId,
      Optional<ArtifactSignature.SignedFor> signedFor,
      Place place) {
    return switch (SignatureForm.decode(algorithm, sig)) {
      case Decoded.Unsound<StatementSignature>(var flaw) ->
          new ArtifactSignature.Malformed(algorithm, Code.BAD_SIGNATURE_ENCODING, flaw, place);
      case Decoded.Sound<StatementSignature>(var signature) ->
          new ArtifactSignature.ByKey(keyId, signature, signedFor, place);
    };
  }

  /** The signature has to have the form of the scheme of the leaf's key. */
  private static ArtifactSignature byCertificate(
      String sig,
      Optional<String> keyId,
      List<String> certificates,
      Optional<ArtifactSignature.SignedFor> signedFor,
      Place place) {
    return switch (CertificateChain.decode(certificates)) {
      case Decoded.Unsound<CertificateChain>(var flaw) ->
          malformed(Code.BAD_SIGNATURE_ENCODING, flaw, place);
      case Decoded.Sound<CertificateChain>(var chain) when chain.leafKey().isEmpty() ->
          malformed(
              Code.CERT_PATH_INVALID,
              "has a certificate without a sound Ed25519 or P-256 key",
              place);
      case Decoded.Sound<CertificateChain>(var chain) ->
          switch (SignatureForm.decode(chain.leafKey().get().algorithm(), sig)) {
            case Decoded.Unsound<StatementSignature>(var flaw) ->
                malformed(Code.BAD_SIGNATURE_ENCODING, flaw, place);
            case Decoded.Sound<StatementSignature>(var signature) ->
                new ArtifactSignature.ByCertificate(
                    keyId, chain, chain.leafKey().get(), signature, signedFor, place);
          };
    };
  }

  private static ArtifactSignature malformed(Code code, String flaw, Place place) {
    return new ArtifactSignature.Malformed(CertificateChain.ALGORITHM, code, flaw, place);
  }
}
