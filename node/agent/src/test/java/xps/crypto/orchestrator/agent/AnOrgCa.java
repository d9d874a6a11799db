package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Bytes;

/** An organisation's CA that has certified alice, and publishes what it takes back. */
final class AnOrgCa {
  private static final String SAN = "alice@example.org";
  private static final X500Name NAME = new X500Name("CN=Org Root");
  private static final Date FROM = Date.from(Chain.NOON.minus(Duration.ofDays(30)));
  private static final Date UNTIL = Date.from(Chain.NOON.plus(Duration.ofDays(300)));

  private final KeyPair keys = keys();
  private final KeyPair alice = keys();
  private final byte[] certificate =
      certificate(
          NAME, keys, BigInteger.ONE, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  private final byte[] ofAlice =
      certificate(
          new X500Name("CN=Alice"), alice, BigInteger.TWO, new KeyUsage(KeyUsage.digitalSignature));

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private ContentSigner signer() throws OperatorCreationException {
    return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
  }

  private byte[] certificate(X500Name subject, KeyPair theirs, BigInteger serial, KeyUsage usage) {
    try {
      var spki = SubjectPublicKeyInfo.getInstance(theirs.getPublic().getEncoded());
      var builder = new X509v3CertificateBuilder(NAME, serial, FROM, UNTIL, subject, spki);
      builder.addExtension(Extension.keyUsage, true, usage);
      if (subject.equals(NAME)) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      } else {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.rfc822Name, SAN)));
      }
      return builder.build(signer()).getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The members of the trust store that make alice a signer; lists lie in {@code org.crl}. */
  String trust() {
    var pem =
        "-----BEGIN CERTIFICATE-----\\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(certificate)
                .replace("\n", "\\n")
            + "\\n-----END CERTIFICATE-----\\n";
    return """
    "org_cas": [{"name": "org", "certificate": "%s", "crl": "org.crl"}],
    """
        .formatted(pem);
  }

  /** The entry of alice among the signers. */
  static String entryOfAlice() {
    return "{\"name\": \"alice\", \"x509\": {\"ca\": \"org\", \"san\": \"%s\"}}".formatted(SAN);
  }

  /** The list with that number; alice is on it, or isn't. */
  Bytes list(int number, boolean revokesAlice) {
    try {
      var list = new X509v2CRLBuilder(NAME, Date.from(Chain.NOON.minus(Duration.ofDays(1))));
      list.setNextUpdate(Date.from(Chain.NOON.plus(Duration.ofDays(7))));
      list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      if (revokesAlice) {
        list.addCRLEntry(BigInteger.TWO, FROM, 1);
      }
      return Bytes.copyOf(list.build(signer()).getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The text of a signed manifest with alice's signature beside the other. */
  String sign(Manifest manifest, String signed) {
    var entry = entry(manifest.statementOf(manifest.artifacts().getFirst()));
    return signed.replace("\"sigs\":[", "\"sigs\":[" + entry + ",");
  }

  private String entry(Bytes statement) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(alice.getPrivate());
      signature.update(statement.toArray());
      var base64 = Base64.getEncoder();
      return "{\"alg\": \"x509\", \"sig\": \"%s\", \"chain\": [\"%s\"]}"
          .formatted(base64.encodeToString(signature.sign()), base64.encodeToString(ofAlice));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
