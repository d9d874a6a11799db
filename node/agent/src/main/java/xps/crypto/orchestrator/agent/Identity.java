package xps.crypto.orchestrator.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;

/**
 * Who the node is on a connection, and by which authority it knows the control plane: the last
 * certificate of its own chain, if that has the public key that the owner has pinned.
 */
final class Identity {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final SSLContext tls;
  private final X509Certificate authority;
  private final Optional<StatementSigner> signer;

  private Identity(SSLContext tls, X509Certificate authority, Optional<StatementSigner> signer) {
    this.tls = tls;
    this.authority = authority;
    this.signer = signer;
  }

  /** Signs the node's reports with the key of its certificate; P-256, as its authority gives. */
  Optional<StatementSigner> signer() {
    return signer;
  }

  /** Shows the node's certificate, and takes only a server under the pinned authority. */
  SSLContext tls() {
    return tls;
  }

  /** The JDK doesn't look at the dates of an authority that it was told to trust. */
  X509Certificate authority() {
    return authority;
  }

  static Outcome<Identity> load(Path chainFile, Path keyFile, Sha256 pinned) {
    return Source.read(chainFile, Code.AGENT_CONFIG_INVALID)
        .flatMap(
            chain -> readKey(keyFile).flatMap(key -> of(chainFile, chain, keyFile, key, pinned)));
  }

  /** The digest of the public key in a chain's first certificate, where there is one to read. */
  static Optional<Sha256> keyOf(Path chainFile) {
    try (var chain = Files.newInputStream(chainFile)) {
      var leaf = CertificateFactory.getInstance("X.509").generateCertificate(chain);
      return Optional.of(Sha256.of(leaf.getPublicKey().getEncoded()));
    } catch (IOException | GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  private static Outcome<byte[]> readKey(Path keyFile) {
    return Source.read(keyFile, Code.AGENT_CONFIG_INVALID)
        .flatMap(text -> isSecret(keyFile) ? Outcome.ok(text) : exposed(keyFile));
  }

  private static boolean isSecret(Path file) {
    try {
      var others = EnumSet.allOf(PosixFilePermission.class);
      others.removeIf(permission -> permission.name().startsWith("OWNER"));
      others.retainAll(Files.getPosixFilePermissions(file));
      return others.isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  private static Outcome<byte[]> exposed(Path keyFile) {
    return Outcome.refused(
        new Problem(
            Code.KEY_FILE_UNSAFE,
            "others than its owner can use this key",
            keyFile.toString(),
            "chmod 600 " + keyFile));
  }

  private static Outcome<Identity> of(
      Path chainFile, byte[] chainPem, Path keyFile, byte[] keyPem, Sha256 pinned) {
    var chain = new ArrayList<X509Certificate>();
    try {
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(chainPem))) {
        chain.add((X509Certificate) certificate);
      }
    } catch (GeneralSecurityException e) {
      return invalid(chainFile, "these aren't PEM certificates: " + e.getMessage());
    }
    if (chain.size() < 2) {
      return invalid(chainFile, "a chain has the node's certificate and the authority's at least");
    }
    var authority = chain.getLast();
    var found = Sha256.of(authority.getPublicKey().getEncoded());
    if (!found.equals(pinned)) {
      return invalid(
          chainFile,
          "its last certificate has the public key " + found + "; server_ca_sha256 is " + pinned);
    }
    try {
      var key = key(keyPem);
      var signer = NodeKey.of(key, chain.getFirst().getPublicKey());
      return Outcome.ok(new Identity(context(chain, key, authority), authority, signer));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      return invalid(keyFile, "this isn't the key of the certificate: " + e.getMessage());
    }
  }

  private static PrivateKey key(byte[] pem) throws GeneralSecurityException {
    var text = new String(pem, StandardCharsets.US_ASCII).strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw new GeneralSecurityException("no PKCS#8 key in PEM");
    }
    var base64 = text.substring(BEGIN.length(), text.length() - END.length());
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    return KeyFactory.getInstance("EC").generatePrivate(spec);
  }

  private static SSLContext context(
      List<X509Certificate> chain, PrivateKey key, X509Certificate authority)
      throws GeneralSecurityException, IOException {
    var noPassword = new char[0];
    // In memory only, without a password: PKCS #12 would spend 0.1 s on encrypting with none.
    var own = KeyStore.getInstance("JKS");
    own.load(null, null);
    own.setKeyEntry("node", key, noPassword, chain.toArray(Certificate[]::new));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, noPassword);
    var trusted = KeyStore.getInstance("JKS");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Outcome<Identity> invalid(Path file, String why) {
    return Outcome.refused(Problem.of(Code.AGENT_CONFIG_INVALID, why, file.toString()));
  }
}
