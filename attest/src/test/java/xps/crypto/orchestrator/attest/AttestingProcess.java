package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;

/** A process that attests what lies in a folder, for tests of what a process may do or need. */
final class AttestingProcess {
  private AttestingProcess() {}

  /**
   * Arguments: the folder, and a port of this machine that somebody listens at. Says whether that
   * can be reached, then what came of the attestation, then how much memory there was.
   */
  public static void main(String... arguments) {
    var folder = Path.of(arguments[0]);
    System.out.println(reaches(Integer.parseInt(arguments[1])) ? "network" : "no network");
    var manifest = Manifest.load(folder.resolve("patch_manifest.json"));
    var verifier =
        Verifier.fromTrustStore(folder.resolve("trust_store.json"))
            .advisories(Advisories.load(folder.resolve("advisories.json")));
    var outcome = verifier.requireAll(manifest, ArtifactSource.folder(folder));
    System.out.println(outcome.isOk() ? "attested" : outcome.problems().toString());
  }

  private static boolean reaches(int port) {
    if (port == 0) {
      return false; // not to be tried
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
