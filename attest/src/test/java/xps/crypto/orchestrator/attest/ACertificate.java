package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import xps.crypto.orchestrator.document.Bytes;

/** A certificate as a test wants it; honest unless the test says otherwise. */
final class ACertificate {
  private static final AtomicLong SERIALS = new AtomicLong(1000);

  private String subject = "CN=Alice";
  private Instant from = ACa.FROM;
  private Instant until = ACa.UNTIL;
  private Optional<Integer> pathLength = Optional.empty();
  private boolean ca;
  private int keyUsage;
  private KeyPurposeId[] purposes = {};
  private GeneralName[] names = {};
  private String algorithm = "";
  private String permitted = "";

  /** Of somebody who signs patches. */
  static ACertificate ofSigner() {
    var certificate = new ACertificate();
    certificate.keyUsage = KeyUsage.digitalSignature;
    return certificate
        .purposes(KeyPurposeId.id_kp_codeSigning)
        .names(new GeneralName(GeneralName.rfc822Name, "alice@example.org"));
  }

  static ACertificate ofCa() {
    var certificate = new ACertificate();
    certificate.ca = true;
    certificate.keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    return certificate;
  }

  ACertificate subject(String other) {
    subject = other;
    return this;
  }

  ACertificate from(Instant other) {
    from = other;
    return this;
  }

  ACertificate until(Instant other) {
    until = other;
    return this;
  }

  ACertificate pathLength(int most) {
    pathLength = Optional.of(most);
    return this;
  }

  ACertificate isCa(boolean truth) {
    ca = truth;
    return this;
  }

  ACertificate keyUsage(int other) {
    keyUsage = other;
    return this;
  }

  ACertificate purposes(KeyPurposeId... others) {
    purposes = others;
    return this;
  }

  ACertificate names(GeneralName... others) {
    names = others;
    return this;
  }

  /** Signed with another algorithm than its issuer usually takes. */
  ACertificate signedWith(String other) {
    algorithm = other;
    return this;
  }

  /** Of a CA that may certify mail addresses of that domain only. */
  ACertificate permitting(String domain) {
    permitted = domain;
    return this;
  }

  X509Certificate issue(String issuer, KeyPair keys, String usual, PublicKey theirs) {
    try {
      var signer = ACa.signer(algorithm.isEmpty() ? usual : algorithm, keys);
      return issue(issuer, signer, theirs.getEncoded());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  X509Certificate issue(String issuer, ContentSigner signer, byte[] spki) {
    try {
      var builder =
          new X509v3CertificateBuilder(
              new X500Name(issuer),
              BigInteger.valueOf(SERIALS.incrementAndGet()),
              Date.from(from),
              Date.from(until),
              new X500Name(subject),
              SubjectPublicKeyInfo.getInstance(spki));
      extend(builder);
      return CertificateChain.certificate(Bytes.copyOf(builder.build(signer).getEncoded()))
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void extend(X509v3CertificateBuilder builder) throws IOException {
    if (ca) {
      builder.addExtension(
          Extension.basicConstraints,
          true,
          pathLength.isPresent()
              ? new BasicConstraints(pathLength.get())
              : new BasicConstraints(true));
    }
    if (keyUsage != 0) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
    }
    if (purposes.length > 0) {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }
    if (names.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    if (!permitted.isEmpty()) {
      var domain = new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, permitted));
      builder.addExtension(
          Extension.nameConstraints,
          true,
          new NameConstraints(new GeneralSubtree[] {domain}, new GeneralSubtree[0]));
    }
  }
}
