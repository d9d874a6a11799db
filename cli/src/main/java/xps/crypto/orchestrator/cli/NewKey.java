package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.PrivateKeyFile;
import xps.crypto.orchestrator.document.Outcome;

/**
 * A key pair that goes to two files: the secret one for its owner alone.
 *
 * @param secretPem plain or encrypted
 */
record NewKey(Path secret, String secretPem, Path shared, String sharedPem) {
  static NewKey in(Path folder, String name, String secretPem, String sharedPem) {
    return new NewKey(
        folder.resolve(name + ".key"), secretPem, folder.resolve(name + ".pub"), sharedPem);
  }

  /** The files of all these keys or none of them; never over another file. */
  static Outcome<List<NewKey>> write(List<NewKey> keys) throws IOException {
    for (var key : keys) {
      for (var file : List.of(key.secret, key.shared)) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          return there(file);
        }
      }
    }
    var made = new ArrayList<Path>();
    boolean done = false;
    try {
      for (var key : keys) {
        Files.createDirectories(key.secret.toAbsolutePath().getParent());
        PrivateKeyFile.write(key.secret, key.secretPem);
        made.add(key.secret);
        var shared = Written.anew(key.shared, key.sharedPem);
        if (!shared.isOk()) {
          return Outcome.refused(shared.problems());
        }
        made.add(key.shared);
      }
      done = true;
      return Outcome.ok(keys);
    } catch (FileAlreadyExistsException e) {
      return there(Path.of(e.getFile()));
    } finally {
      if (!done) {
        for (var file : made) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Outcome<List<NewKey>> there(Path file) {
    return Outcome.refused(
        Usage.problem(
            "there is such a file, and a key is never written over",
            file.toString(),
            "choose another name, or move the file away"));
  }
}
