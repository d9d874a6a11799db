package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import xps.crypto.orchestrator.document.Bytes;

/** A CA of a test: its name, its key, and the certificate that somebody gave it. */
record ACa(String name, KeyPair keys, String algorithm, X509Certificate certificate) {
  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

  /** An organisation's CA, honest unless the certificate says otherwise. */
  static ACa root() {
    return root(ACertificate.ofCa());
  }

  static ACa root(ACertificate certificate) {
    return root(ec("secp256r1"), "SHA256withECDSA", certificate);
  }

  static ACa root(KeyPair keys, String algorithm, ACertificate certificate) {
    return new ACa(
        "CN=Org Root",
        keys,
        algorithm,
        certificate.subject("CN=Org Root").issue("CN=Org Root", keys, algorithm, keys.getPublic()));
  }

  /** A CA below this one. */
  ACa below(String subject, KeyPair theirKeys, ACertificate theirs) {
    return new ACa(
        subject, theirKeys, "SHA256withECDSA", issue(theirs.subject(subject), theirKeys));
  }

  ACa below(String subject) {
    return below(subject, ec("secp256r1"), ACertificate.ofCa());
  }

  X509Certificate issue(ACertificate theirs, KeyPair theirKeys) {
    return theirs.issue(name, keys, algorithm, theirKeys.getPublic());
  }

  /** The member of {@code org_cas} named {@code org}. */
  String entry(String revocation) {
    return "{\"name\": \"org\", \"certificate\": \"%s\", %s}"
        .formatted(
            Pem.write(Pem.CERTIFICATE, encoded(certificate)).replace("\n", "\\n"), revocation);
  }

  static Bytes encoded(X509Certificate certificate) {
    try {
      return Bytes.copyOf(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A revocation list, with that number and those certificates on it. */
  Bytes crl(int number, Instant nextUpdate, X509Certificate... revoked) {
    return crl(Optional.of(number), FROM, nextUpdate, revoked);
  }

  Bytes crl(
      Optional<Integer> number, Instant from, Instant nextUpdate, X509Certificate... revoked) {
    try {
      var list = new X509v2CRLBuilder(new X500Name(name), Date.from(from));
      list.setNextUpdate(Date.from(nextUpdate));
      if (number.isPresent()) {
        list.addExtension(
            Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number.get())));
      }
      for (var certificate : revoked) {
        list.addCRLEntry(certificate.getSerialNumber(), Date.from(from), 1);
      }
      var signer = signer(algorithm, keys);
      return Bytes.copyOf(list.build(signer).getEncoded());
    } catch (java.io.IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  ContentSigner signer() {
    try {
      return signer(algorithm, keys);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDK's, but for RSA-PSS, which it calls by another name. */
  static ContentSigner signer(String algorithm, KeyPair keys) throws OperatorCreationException {
    var signer = new JcaContentSignerBuilder(algorithm);
    if (algorithm.endsWith("MGF1")) {
      signer.setProvider(new BouncyCastleProvider());
    }
    return signer.build(keys.getPrivate());
  }

  static KeyPair ec(String curve) {
    return generate("EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
  }

  static KeyPair rsa(int bits) {
    return generate("RSA", generator -> generator.initialize(bits));
  }

  static KeyPair ed25519() {
    return generate("Ed25519", _ -> {});
  }

  private interface Setting {
    void on(KeyPairGenerator generator) throws GeneralSecurityException;
  }

  private static KeyPair generate(String algorithm, Setting setting) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      setting.on(generator);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
