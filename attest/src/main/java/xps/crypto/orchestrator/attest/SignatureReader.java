package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Reads the signatures of an artifact. An entry that is no signature of its scheme by its form
 * alone stays in the manifest as {@link ArtifactSignature.Malformed}: the manifest can be read, and
 * attestation says what is wrong.
 */
final class SignatureReader {
  private static final List<String> ALGORITHMS =
      List.of(Ed25519Key.ALGORITHM, "ml-dsa-65", "ecdsa-p256-sha256", "sshsig", "x509");

  private static final int ML_DSA_65_BYTES = 3309;
  private static final int MOST_CERTIFICATES = 4;
  private static final int MOST_CERTIFICATE_BYTES = 16 * 1024;
  private static final byte[] SSHSIG_V1 = {'S', 'S', 'H', 'S', 'I', 'G', 0, 0, 0, 1};

  private SignatureReader() {}

  static List<ArtifactSignature> read(Fields artifact, List<Problem> problems) {
    var signatures = new ArrayList<ArtifactSignature>();
    artifact
        .optionalText("sig")
        .ifPresent(sig ->
            signatures.add(
                ed25519(sig, Optional.empty(), Optional.empty(), artifact.place("sig"))));
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
    var keyId = entry.optionalText("keyid", SignatureReader::isKeyId, "16 lowercase hex digits");
    var sig = entry.text("sig");
    var chain = entry.optionalTexts("chain");
    var signedFor = entry.optionalObject("signed_for").map(SignatureReader::signedFor);
    if (chain.isPresent() != algorithm.equals("x509")) {
      entry.problem(
          "chain", "a chain belongs to alg x509, and to no other", "take it out, or correct alg");
    }
    entry.done();
    var place = entry.place("sig");
    if (algorithm.equals(Ed25519Key.ALGORITHM)) {
      return ed25519(sig, keyId, signedFor, place);
    }
    return flaw(algorithm, sig, chain.orElse(List.of()))
        .<ArtifactSignature>map(flaw -> new ArtifactSignature.Malformed(algorithm, flaw, place))
        .orElseGet(() -> new ArtifactSignature.OfLaterScheme(algorithm, place));
  }

  private static ArtifactSignature.SignedFor signedFor(Fields entry) {
    var id = entry.id("id");
    var version = entry.version("version");
    var body = entry.sha256("body");
    entry.done();
    return new ArtifactSignature.SignedFor(id, version.toString(), body);
  }

  private static ArtifactSignature ed25519(
      String sig,
      Optional<String> keyId,
      Optional<ArtifactSignature.SignedFor> signedFor,
      Place place) {
    var value = Bytes.base64(sig);
    var flaw =
        value.isEmpty()
            ? Optional.of("is not canonical base64")
            : Ed25519Key.signatureFlaw(value.get());
    return flaw.isPresent()
        ? new ArtifactSignature.Malformed(Ed25519Key.ALGORITHM, flaw.get(), place)
        : new ArtifactSignature.Ed25519(keyId, value.orElseThrow(), signedFor, place);
  }

  /** What the form alone shows about a signature of a scheme that a later version verifies. */
  private static Optional<String> flaw(String algorithm, String sig, List<String> chain) {
    var value = Bytes.base64(sig);
    if (value.isEmpty()) {
      return Optional.of("is not canonical base64");
    }
    var bytes = value.get().toArray();
    boolean fits =
        switch (algorithm) {
          case "ml-dsa-65" -> bytes.length == ML_DSA_65_BYTES;
          case "ecdsa-p256-sha256" -> isEcdsaDer(bytes);
          case "sshsig" -> Arrays.mismatch(bytes, SSHSIG_V1) == SSHSIG_V1.length;
          default -> bytes.length > 0 && isChain(chain);
        };
    return fits ? Optional.empty() : Optional.of("does not have the form of " + algorithm);
  }

  /**
   * SEQUENCE of two positive INTEGERs of at most 256 bits, every length in its only DER spelling.
   */
  private static boolean isEcdsaDer(byte[] der) {
    if (der.length < 8 || der.length > 72 || der[0] != 0x30 || der[1] != der.length - 2) {
      return false;
    }
    int second = endOfInteger(der, 2);
    return second > 0 && endOfInteger(der, second) == der.length;
  }

  /** Where the INTEGER that begins there ends, or −1. */
  private static int endOfInteger(byte[] der, int at) {
    if (at + 3 > der.length
        || der[at] != 0x02
        || der[at + 1] < 1
        || at + 2 + der[at + 1] > der.length) {
      return -1;
    }
    int length = der[at + 1];
    boolean negative = der[at + 2] < 0;
    boolean padded = der[at + 2] == 0;
    boolean padding =
        padded && (length == 1 || der[at + 3] >= 0); // zero itself is no part of a signature either
    return negative || padding || length > (padded ? 33 : 32) ? -1 : at + 2 + length;
  }

  private static boolean isChain(List<String> chain) {
    if (chain.isEmpty() || chain.size() > MOST_CERTIFICATES) {
      return false;
    }
    for (var certificate : chain) {
      var der = Bytes.base64(certificate);
      if (der.isEmpty() || der.get().size() == 0 || der.get().size() > MOST_CERTIFICATE_BYTES) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKeyId(String text) {
    return text.length() == 16 && Sha256.parse(text.repeat(4)).isPresent();
  }
}
