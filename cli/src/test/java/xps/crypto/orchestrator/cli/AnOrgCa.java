package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * An organisation's CA, run with OpenSSL in a folder, that has certified alicia, who signs patches
 * with it.
 */
record AnOrgCa(Path folder) {
  private static final String SETTINGS =
      """
      [req]
      distinguished_name = name
      prompt = no
      [name]
      CN = Org
      [of_ca]
      basicConstraints = critical, CA:TRUE
      keyUsage = critical, keyCertSign, cRLSign
      [of_signer]
      keyUsage = critical, digitalSignature
      extendedKeyUsage = codeSigning
      subjectAltName = email:alicia@example.org
      [ca]
      default_ca = org
      [org]
      database = index.txt
      crlnumber = crlnumber
      default_md = sha256
      default_crl_days = 7
      """;

  static AnOrgCa in(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var ca = new AnOrgCa(folder);
    Files.writeString(folder.resolve("settings"), SETTINGS);
    Files.writeString(folder.resolve("index.txt"), "");
    for (var who : new String[] {"ca", "alicia"}) {
      ca.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + who + ".key");
      ca.openssl("req -new -config settings -key " + who + ".key -subj /CN=" + who + " -out csr");
      ca.openssl(
          "x509 -req -in csr -days 30 -extfile settings "
              + (who.equals("ca")
                  ? "-extensions of_ca -signkey ca.key"
                  : "-extensions of_signer -CA ca.pem -CAkey ca.key -CAcreateserial")
              + " -out "
              + who
              + ".pem");
    }
    ca.openssl("x509 -in alicia.pem -outform DER -out alicia.der");
    return ca;
  }

  private void openssl(String words) throws IOException, InterruptedException {
    OtherProgram.in(folder).succeed(("openssl " + words).split(" "));
  }

  /** Publishes the list of that number, with whom it has revoked, in that file. */
  void publish(int number, Path list) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("crlnumber"), "%02X%n".formatted(number));
    openssl("ca -gencrl -config settings -keyfile ca.key -cert ca.pem -out " + list);
  }

  /** Takes alicia's certificate back: the next list says so. */
  void revoke() throws IOException, InterruptedException {
    openssl("ca -revoke alicia.pem -config settings -keyfile ca.key -cert ca.pem");
  }

  /** The members of the trust store that let alicia sign. */
  String members() throws IOException {
    var pem = Files.readString(folder.resolve("ca.pem")).replace("\n", "\\n");
    return "\"org_cas\": [{\"name\": \"org\", \"certificate\": \"%s\", \"crl\": \"org.crl\"}],"
        .formatted(pem);
  }

  /** Her entry among the signers. */
  static String signer() {
    return "{\"name\": \"alicia\", \"x509\": {\"ca\": \"org\", \"san\": \"alicia@example.org\"}}";
  }

  /** Her entry in {@code sigs} over that statement. */
  String signature(Path statement) throws IOException, InterruptedException {
    openssl("dgst -sha256 -sign alicia.key -out sig " + statement);
    var base64 = Base64.getEncoder();
    return "{\"alg\": \"x509\", \"sig\": \"%s\", \"chain\": [\"%s\"]}"
        .formatted(
            base64.encodeToString(Files.readAllBytes(folder.resolve("sig"))),
            base64.encodeToString(Files.readAllBytes(folder.resolve("alicia.der"))));
  }
}
