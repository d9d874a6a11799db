package xps.crypto.orchestrator.probegrpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed server, made by the JDK's own tool. */
record TestIdentity(Path pem, SSLContext context) {

  /** A certificate that lives for {@code days}; a negative number makes one that has expired. */
  static TestIdentity make(Path folder, String names, int days) throws Exception {
    Path store = folder.resolve("server.p12");
    Path pem = folder.resolve("server.pem");
    var generate =
        List.of(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-alias",
            "server",
            "-dname",
            "CN=server",
            "-ext",
            names,
            "-startdate",
            days < 0 ? "-3d" : "-1d",
            "-validity",
            String.valueOf(Math.abs(days)),
            "-storetype",
            "PKCS12",
            "-storepass",
            "not-a-secret",
            "-keystore",
            store.toString());
    keytool(generate);
    keytool(
        List.of(
            "-exportcert",
            "-rfc",
            "-alias",
            "server",
            "-file",
            pem.toString(),
            "-storepass",
            "not-a-secret",
            "-keystore",
            store.toString()));
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, "not-a-secret".toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "not-a-secret".toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new TestIdentity(pem, context);
  }

  private static void keytool(List<String> arguments) throws IOException, InterruptedException {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
