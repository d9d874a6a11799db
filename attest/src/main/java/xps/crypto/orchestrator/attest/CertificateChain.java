package xps.crypto.orchestrator.attest;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * Certificates as they came with a signature, the signer's first. They can be read, and that is all
 * that is known about them.
 */
public final class CertificateChain {
  static final String ALGORITHM = "x509";

  /** How many certificates a chain may have, and how many bytes one of them. */
  static final int MOST_CERTIFICATES = 4;

  static final int MOST_CERTIFICATE_BYTES = 16 * 1024;

  /** GeneralName (RFC 5280, section 4.2.1.6). */
  private static final int MAIL = 1;

  private static final int DNS = 2;
  private static final int URI = 6;

  private final List<Bytes> encoded;
  private final List<X509Certificate> certificates;

  private CertificateChain(List<Bytes> encoded, List<X509Certificate> certificates) {
    this.encoded = List.copyOf(encoded);
    this.certificates = List.copyOf(certificates);
  }

  /** The chain of these texts in base64, or what is wrong with it. */
  static Decoded<CertificateChain> decode(List<String> texts) {
    if (texts.isEmpty() || texts.size() > MOST_CERTIFICATES) {
      return new Decoded.Unsound<>(
          "has a chain of " + texts.size() + " certificates; it has 1 to " + MOST_CERTIFICATES);
    }
    var encoded = new ArrayList<Bytes>();
    var certificates = new ArrayList<X509Certificate>();
    for (var text : texts) {
      var der = Bytes.base64(text).filter(bytes -> bytes.size() <= MOST_CERTIFICATE_BYTES);
      var certificate = der.flatMap(CertificateChain::certificate);
      if (certificate.isEmpty()) {
        return new Decoded.Unsound<>(
            "has a chain in which something is no DER certificate of at most "
                + MOST_CERTIFICATE_BYTES
                + " bytes in base64");
      }
      encoded.add(der.get());
      certificates.add(certificate.get());
    }
    return new Decoded.Sound<>(new CertificateChain(encoded, certificates));
  }

  /**
   * The chain in the text of a PEM file, the signer's certificate first; {@code USAGE} where it is
   * none.
   */
  public static Outcome<CertificateChain> readPem(String file, String text) {
    var texts = new ArrayList<String>();
    for (var block :
        text.replace("\r\n", "\n").strip().split("(?<=-----END CERTIFICATE-----)\n+", -1)) {
      texts.add(Pem.read(Pem.CERTIFICATE, block).map(Bytes::base64).orElse(""));
    }
    return switch (decode(texts)) {
      case Decoded.Sound<CertificateChain>(var chain) -> Outcome.ok(chain);
      case Decoded.Unsound<CertificateChain>(var flaw) ->
          Outcome.refused(
              new Problem(
                  Code.USAGE,
                  "this " + flaw,
                  file,
                  "give 1 to " + MOST_CERTIFICATES + " certificates in PEM, the signer's first"));
    };
  }

  /** The certificate that is exactly these bytes. The JDK would also take PEM, and bytes behind. */
  static Optional<X509Certificate> certificate(Bytes der) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      return factory.generateCertificate(new ByteArrayInputStream(der.toArray()))
                  instanceof X509Certificate certificate
              && Bytes.copyOf(certificate.getEncoded()).equals(der)
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  /** The key of a certificate, by the decoders that every key goes through. */
  static Optional<VerifyingKey> keyOf(X509Certificate certificate) {
    var spki = Bytes.copyOf(certificate.getPublicKey().getEncoded());
    return Ed25519Key.ofSpki(spki)
        .<VerifyingKey>map(key -> key)
        .or(() -> P256Key.ofSpki(spki).map(key -> key));
  }

  /** As manifests write it: each in base64. */
  Value toValue() {
    return Value.texts(encoded.stream().map(Bytes::base64).toList());
  }

  /** The signer's first. */
  List<X509Certificate> certificates() {
    return certificates;
  }

  /** The signer's. */
  X509Certificate leaf() {
    return certificates.getFirst();
  }

  /** The key that the signature has to be of; nothing where it is none that may sign. */
  Optional<VerifyingKey> leafKey() {
    return keyOf(leaf());
  }

  /**
   * The names in the signer's certificate that are texts: mail, DNS and URI, each only in the form
   * of its kind. A CA that certifies hosts by themselves has not looked at a mail address that
   * somebody wrote where a host belongs.
   */
  List<String> leafNames() {
    try {
      var names = new ArrayList<String>();
      var all = leaf().getSubjectAlternativeNames();
      if (all != null) {
        for (var name : all) {
          if (name.get(1) instanceof String text && name.get(0).equals(kindOf(text))) {
            names.add(text);
          }
        }
      }
      return List.copyOf(names);
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static Integer kindOf(String name) {
    if (name.indexOf(':') >= 0) {
      return URI;
    }
    return name.indexOf('@') >= 0 ? MAIL : DNS;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificateChain that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }
}
