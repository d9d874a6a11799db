package xps.crypto.orchestrator.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The authority under which a control plane and its agents know each other: P-256 throughout.
 *
 * <p>It says who somebody is on a connection, and nothing else: a node takes no patch because of a
 * certificate. It MUST NOT be one of a trust store's {@code org_cas}.
 */
public final class AgentCa {

  /** The longest life of an agent's certificate (NODE.md, Connection). */
  public static final Duration MAX_NODE_LIFE = Duration.ofDays(7);

  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);
  private static final Duration SERVER_LIFE = Duration.ofDays(90);
  // A peer whose clock is a little behind must not find a new certificate in its future.
  private static final Duration BACKDATED = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 127;
  private static final String CERTIFICATE_FILE = "agents-ca.pem";
  private static final String KEY_FILE = "agents-ca.key";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final SecureRandom random;
  private final PrivateKey key;
  private final X509Certificate certificate;

  private AgentCa(SecureRandom random, PrivateKey key, X509Certificate certificate) {
    this.random = random;
    this.key = key;
    this.certificate = certificate;
  }

  /** A new authority that lives in memory until {@link #write} is called. */
  public static AgentCa create(String name, Instant now, SecureRandom random)
      throws GeneralSecurityException {
    var pair = newKeyPair(random);
    var subject = name(name);
    var builder =
        builder(subject, subject, pair.getPublic(), now, AUTHORITY_LIFE, random)
            .with(Extension.basicConstraints, new BasicConstraints(0))
            .with(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return new AgentCa(random, pair.getPrivate(), builder.sign(pair.getPrivate()));
  }

  /**
   * The authority kept in a folder; a new one, written there, when the folder has none.
   *
   * @return {@code KEY_FILE_UNSAFE} when others can read the key, or one of the two files is
   *     missing or no key or certificate
   */
  public static Outcome<AgentCa> open(Path folder, Instant now, SecureRandom random)
      throws IOException, GeneralSecurityException {
    Path certificateFile = folder.resolve(CERTIFICATE_FILE);
    Path keyFile = folder.resolve(KEY_FILE);
    if (!Files.exists(certificateFile) && !Files.exists(keyFile)) {
      var ca = create("XPS agents", now, random);
      ca.write(folder);
      return Outcome.ok(ca);
    }
    if (!Files.isRegularFile(certificateFile) || !Files.isRegularFile(keyFile)) {
      return unsafe(folder, "of " + CERTIFICATE_FILE + " and " + KEY_FILE + " one is missing");
    }
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(keyFile))) {
      return unsafe(keyFile, "others than the owner can read or write the key");
    }
    return read(certificateFile, keyFile, random);
  }

  private static Outcome<AgentCa> read(Path certificateFile, Path keyFile, SecureRandom random)
      throws IOException {
    try {
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(Files.readAllBytes(certificateFile)));
      String pem = Files.readString(keyFile, US_ASCII);
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
      return Outcome.ok(new AgentCa(random, key, certificate));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return unsafe(keyFile, "this is not a P-256 key with its certificate: " + e.getMessage());
    }
  }

  private static Outcome<AgentCa> unsafe(Path where, String message) {
    return Outcome.refused(
        new Problem(
            Code.KEY_FILE_UNSAFE,
            message,
            where.toString(),
            "chmod 600 the key; if the files are lost, take the folder away and mint all agents'"
                + " certificates anew"));
  }

  /** Keeps the authority in a folder; only the owner can read the key. */
  public void write(Path folder) throws IOException {
    new TlsIdentity(key, List.of(certificate))
        .write(folder.resolve(CERTIFICATE_FILE), folder.resolve(KEY_FILE));
  }

  /** The authority's certificate as PEM: what an agent is to trust. */
  public String pem() {
    return TlsIdentity.pem(certificate);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** SHA-256 of the authority's public key (SPKI): {@code server_ca_sha256} in an agent.yaml. */
  public Sha256 spkiSha256() {
    return Sha256.of(certificate.getPublicKey().getEncoded());
  }

  /** An identity for a server that answers under these names or addresses. */
  public TlsIdentity server(List<String> hosts, Instant now) throws GeneralSecurityException {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("a server certificate needs a host");
    }
    var names = hosts.stream().map(AgentCa::hostName).toArray(GeneralName[]::new);
    return issue(hosts.getFirst(), names, KeyPurposeId.id_kp_serverAuth, now, SERVER_LIFE);
  }

  /**
   * An identity for an agent: URI SAN {@code xps:node/<id>}, and no other name.
   *
   * @param life at most {@link #MAX_NODE_LIFE}
   */
  public TlsIdentity node(String node, Instant now, Duration life) throws GeneralSecurityException {
    if (!Grammar.isNodeId(node)) {
      throw new IllegalArgumentException("not a node id");
    }
    if (life.compareTo(MAX_NODE_LIFE) > 0) {
      throw new IllegalArgumentException("an agent's certificate lives 7 days at most");
    }
    var uri = new GeneralName(GeneralName.uniformResourceIdentifier, AgentCertificate.URI + node);
    return issue(node, new GeneralName[] {uri}, KeyPurposeId.id_kp_clientAuth, now, life);
  }

  private TlsIdentity issue(
      String subject, GeneralName[] names, KeyPurposeId purpose, Instant now, Duration life)
      throws GeneralSecurityException {
    var pair = newKeyPair(random);
    var issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    var leaf =
        builder(issuer, name(subject), pair.getPublic(), now, life, random)
            .with(Extension.basicConstraints, new BasicConstraints(false))
            .with(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature))
            .with(Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose))
            .with(Extension.subjectAlternativeName, new GeneralNames(names))
            .sign(key);
    return new TlsIdentity(pair.getPrivate(), List.of(leaf, certificate));
  }

  private static GeneralName hostName(String host) {
    boolean isAddress = host.contains(":") || host.matches("[0-9.]+");
    return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static KeyPair newKeyPair(SecureRandom random) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static Draft builder(
      X500Name issuer,
      X500Name subject,
      PublicKey key,
      Instant now,
      Duration life,
      SecureRandom random) {
    var start = now.truncatedTo(ChronoUnit.SECONDS);
    return new Draft(
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
            Date.from(start.minus(BACKDATED)),
            Date.from(start.plus(life).minus(BACKDATED)),
            subject,
            key));
  }

  /** A certificate on its way; every extension is critical but the names of a server. */
  private record Draft(JcaX509v3CertificateBuilder builder) {

    Draft with(
        org.bouncycastle.asn1.ASN1ObjectIdentifier extension,
        org.bouncycastle.asn1.ASN1Encodable value)
        throws GeneralSecurityException {
      try {
        boolean critical =
            !extension.equals(Extension.subjectAlternativeName)
                && !extension.equals(Extension.extendedKeyUsage);
        builder.addExtension(extension, critical, value);
        return this;
      } catch (CertIOException e) {
        throw new GeneralSecurityException(e);
      }
    }

    X509Certificate sign(PrivateKey key) throws GeneralSecurityException {
      try {
        // The JDK signs; the library only lays out the certificate.
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        byte[] der = builder.build(signer).getEncoded();
        return (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
      } catch (OperatorCreationException | IOException e) {
        throw new GeneralSecurityException(e);
      }
    }
  }
}
