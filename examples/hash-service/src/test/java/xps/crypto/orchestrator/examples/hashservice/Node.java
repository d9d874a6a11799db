package xps.crypto.orchestrator.examples.hashservice;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import xps.crypto.orchestrator.workload.ControlClient;
import xps.crypto.orchestrator.workload.ModuleName;
import xps.crypto.orchestrator.workload.ObjectDigest;
import xps.crypto.orchestrator.workload.Uid;

/**
 * A machine as the service finds it: an agent's store, a certificate, settings; and the agent's
 * hand.
 */
final class Node {
  static final ModuleName SHA256 = new ModuleName("xps.crypto.hash.sha256.so");
  static final ModuleName SHAKE256 = new ModuleName("xps.crypto.hash.shake256.so");
  private static final Path SOURCES = Path.of("..", "modules");
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;

  private Node(Path folder) {
    this.folder = folder;
  }

  static Node in(Path folder) throws IOException {
    var mode = PosixFilePermissions.fromString("rwxr-xr-x");
    for (var name : List.of("store", "store/objects", "store/generations")) {
      Files.createDirectory(folder.resolve(name));
      Files.setPosixFilePermissions(folder.resolve(name), mode);
    }
    return new Node(folder);
  }

  Path settings(String... more) throws IOException {
    var lines = new ArrayList<>(List.of("listen=127.0.0.1:0", "tls.chain=chain.pem"));
    lines.addAll(List.of("tls.key=key.pem", "store=store", "control=control/hash.sock"));
    lines.addAll(List.of(more));
    return Files.write(folder.resolve("hash-service.properties"), lines);
  }

  /** Builds a module, as examples/modules says, and puts it into the store. */
  ObjectDigest module(ModuleName name, String version, String... options)
      throws IOException, GeneralSecurityException {
    var source = name.equals(SHA256) ? "sha256" : "shake256";
    var built = folder.resolve("built.so");
    var command = new ArrayList<>(List.of("cc", "-std=c11", "-O2", "-fPIC", "-shared"));
    command.addAll(List.of("-fvisibility=hidden", "-I" + SOURCES.resolve("include")));
    command.addAll(List.of("-Wl,-soname," + name, "-Wl,-z,noexecstack"));
    command.add("-DXPS_MODULE_VERSION=\"" + version + "\"");
    command.addAll(List.of(options));
    command.add(SOURCES.resolve(source).resolve(source + ".c").toString());
    command.addAll(List.of("-o", built.toString()));
    run(command);
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(built));
    var sha256 = new ObjectDigest(HexFormat.of().formatHex(digest));
    Files.copy(built, folder.resolve("store/objects").resolve(sha256.hex()));
    return sha256;
  }

  /** What the agent does at its step 16: the links first, then the word to the workload. */
  void link(long generation, ModuleName name, ObjectDigest sha256) throws IOException {
    var links = folder.resolve("store/generations").resolve(Long.toString(generation));
    Files.createDirectories(links);
    Files.createSymbolicLink(links.resolve(name.text()), Path.of("../../objects", sha256.hex()));
    var active = folder.resolve("store/active");
    Files.deleteIfExists(active);
    Files.createSymbolicLink(active, Path.of("generations", Long.toString(generation)));
  }

  ControlClient agent() {
    var socket = folder.resolve("control/hash.sock");
    return ControlClient.connect(socket, Uid.mine(), Duration.ofSeconds(20)).value().orElseThrow();
  }

  static SortedMap<ModuleName, ObjectDigest> only(ObjectDigest sha256) {
    var modules = new TreeMap<ModuleName, ObjectDigest>();
    modules.put(SHA256, sha256);
    return modules;
  }

  /** A certificate and key in PEM, made by the JDK's own tool; and a client that trusts them. */
  SSLContext certificate() throws IOException, GeneralSecurityException {
    var file = folder.resolve("keys.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-alias", "it"));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=hash"));
    command.addAll(List.of("-ext", "SAN=IP:127.0.0.1", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD), "-validity", "2"));
    run(command);
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    var certificate = keys.getCertificate("it");
    pem("chain.pem", "CERTIFICATE", certificate.getEncoded());
    pem("key.pem", "PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded());
    return trusting(certificate);
  }

  private static SSLContext trusting(Certificate certificate)
      throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("it", certificate);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void pem(String file, String what, byte[] content) throws IOException {
    var text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text));
  }

  private static void run(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
  }
}
