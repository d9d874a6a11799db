package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a certificate has to be like beyond what the JDK asks: its path validation takes SHA-1, RSA
 * of 1024 bits, and a leaf that was made for a web server. Every answer completes a sentence that
 * begins with the certificate.
 */
final class CertificateRules {
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY_EXTENDED_USAGE = "2.5.29.37.0";

  /** Positions in KeyUsage (RFC 5280, section 4.2.1.3). */
  private static final int DIGITAL_SIGNATURE = 0;

  private static final int KEY_CERT_SIGN = 5;
  private static final int FEWEST_RSA_BITS = 2048;
  private static final int FEWEST_EC_BITS = 256;

  /** Ed25519; ECDSA with SHA-256, SHA-384 and SHA-512; RSA (PKCS#1 v1.5) with the same. */
  private static final Set<String> SIGNATURES =
      Set.of(
          "1.3.101.112",
          "1.2.840.10045.4.3.2",
          "1.2.840.10045.4.3.3",
          "1.2.840.10045.4.3.4",
          "1.2.840.113549.1.1.11",
          "1.2.840.113549.1.1.12",
          "1.2.840.113549.1.1.13");

  private static final String RSA_PSS = "1.2.840.113549.1.1.10";
  private static final Set<String> SHA_2 = Set.of("SHA-256", "SHA-384", "SHA-512");

  private CertificateRules() {}

  /** What is wrong with the certificate of a signer. */
  static Optional<String> objectionToLeaf(X509Certificate leaf) {
    if (leaf.getBasicConstraints() >= 0) {
      return Optional.of("is a CA's: it signs certificates, and nothing else");
    }
    var usages = extendedUsages(leaf);
    if (!usages.contains(CODE_SIGNING)) {
      return Optional.of("isn't for signing code");
    }
    if (usages.contains(ANY_EXTENDED_USAGE)) {
      return Optional.of("is for any purpose whatever");
    }
    if (!hasUsage(leaf, DIGITAL_SIGNATURE)) {
      return Optional.of("isn't for digital signatures");
    }
    return objectionToSignature(leaf);
  }

  /** What is wrong with the certificate of a CA between the signer and the organisation's. */
  static Optional<String> objectionToIntermediate(X509Certificate ca) {
    var usages = extendedUsages(ca);
    if (!usages.isEmpty()
        && !usages.contains(CODE_SIGNING)
        && !usages.contains(ANY_EXTENDED_USAGE)) {
      return Optional.of("is a CA's, but not one for certificates that sign code");
    }
    return objectionToCa(ca).or(() -> objectionToSignature(ca));
  }

  /** What is wrong with the certificate of a CA. */
  static Optional<String> objectionToCa(X509Certificate ca) {
    if (ca.getBasicConstraints() < 0) {
      return Optional.of("is no CA's");
    }
    if (!hasUsage(ca, KEY_CERT_SIGN)) {
      return Optional.of("isn't for signing certificates");
    }
    return switch (ca.getPublicKey()) {
      case EdECPublicKey _ ->
          CertificateChain.keyOf(ca).isPresent()
              ? Optional.empty()
              : Optional.of("has an Ed25519 key with which anybody could sign");
      case RSAPublicKey rsa when rsa.getModulus().bitLength() < FEWEST_RSA_BITS ->
          Optional.of("has an RSA key of less than " + FEWEST_RSA_BITS + " bits");
      case RSAPublicKey _ -> Optional.empty();
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() < FEWEST_EC_BITS ->
          Optional.of("has an EC key of less than " + FEWEST_EC_BITS + " bits");
      case ECPublicKey _ -> Optional.empty();
      default -> Optional.of("has a key of an algorithm that doesn't count");
    };
  }

  private static Optional<String> objectionToSignature(X509Certificate certificate) {
    return objectionToSignature(
        certificate.getSigAlgOID(), Optional.ofNullable(certificate.getSigAlgParams()));
  }

  /** What is wrong with the algorithm of a signature. */
  static Optional<String> objectionToSignature(String oid, Optional<byte[]> parameters) {
    boolean allowed =
        SIGNATURES.contains(oid)
            || (oid.equals(RSA_PSS) && parameters.filter(CertificateRules::isSha2).isPresent());
    return allowed
        ? Optional.empty()
        : Optional.of("is signed with an algorithm that doesn't count: " + oid);
  }

  private static boolean isSha2(byte[] parameters) {
    try {
      var algorithm = AlgorithmParameters.getInstance("RSASSA-PSS");
      algorithm.init(parameters);
      var pss = algorithm.getParameterSpec(PSSParameterSpec.class);
      return SHA_2.contains(pss.getDigestAlgorithm())
          && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
          && SHA_2.contains(mask.getDigestAlgorithm());
    } catch (GeneralSecurityException | IOException e) {
      return false;
    }
  }

  private static List<String> extendedUsages(X509Certificate certificate) {
    try {
      return Optional.ofNullable(certificate.getExtendedKeyUsage()).orElse(List.of());
    } catch (CertificateParsingException e) {
      return List.of(ANY_EXTENDED_USAGE); // of unknown use: as bad as any
    }
  }

  private static boolean hasUsage(X509Certificate certificate, int position) {
    var usages = certificate.getKeyUsage();
    return usages != null && usages[position];
  }
}
