package xps.crypto.orchestrator.workload;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static xps.crypto.orchestrator.workload.Refusal.Code.ARTIFACT_MISSING;
import static xps.crypto.orchestrator.workload.Refusal.Code.DIGEST_MISMATCH;
import static xps.crypto.orchestrator.workload.Refusal.Code.MODULE_NAME_MISMATCH;
import static xps.crypto.orchestrator.workload.Refusal.Code.PERMISSION_DENIED;
import static xps.crypto.orchestrator.workload.Refusal.Code.SIZE_MISMATCH;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The agent's store on this node, as a workload reads it: {@code objects/<sha256>}, and the links
 * that say which of them are active.
 *
 * <p>Trusts an object only when the store's root, and everything from there down to it, belongs to
 * the owner or to root, can't be written by anybody else, and isn't a link; and when its bytes have
 * the digest that it is asked for by. Never writes.
 */
public final class ModuleStore {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** The product's default bound for an artifact. */
  private static final long MAX_OBJECT_BYTES = 256L * 1024 * 1024;

  /** A role has a handful of modules; a folder with more is not a generation. */
  private static final int MAX_MODULES = 1_000;

  private final Path root;
  private final Uid owner;

  private ModuleStore(Path root, Uid owner) {
    this.root = root;
    this.owner = owner;
  }

  /**
   * Reads nothing yet.
   *
   * @param owner the agent's user; root is trusted as well
   */
  public static ModuleStore at(Path root, Uid owner) {
    return new ModuleStore(root.toAbsolutePath().normalize(), owner);
  }

  /**
   * Checks an object, and says where to load it from. Load it at once: its owner can change it a
   * moment later.
   */
  Attempt<StagedModule> stage(ModuleName name, ObjectDigest sha256) {
    var objects = root.resolve("objects");
    var object = objects.resolve(sha256.hex());
    try {
      for (var folder : List.of(root, objects)) {
        var complaint = StoredFile.at(folder).complaintAsFolderOf(owner);
        if (complaint.isPresent()) {
          return Attempt.refused(PERMISSION_DENIED, folder + " " + complaint.get());
        }
      }
      var before = StoredFile.at(object);
      var complaint = before.complaintAsFileOf(owner);
      if (complaint.isPresent()) {
        return Attempt.refused(PERMISSION_DENIED, object + " " + complaint.get());
      }
      if (before.size() > MAX_OBJECT_BYTES) {
        return Attempt.refused(
            SIZE_MISMATCH, "%s has more than %d bytes".formatted(object, MAX_OBJECT_BYTES));
      }
      return readAs(name, sha256, object)
          .then(staged -> unchanged(object, before) ? Attempt.done(staged) : changed(object));
    } catch (NoSuchFileException e) {
      return Attempt.refused(ARTIFACT_MISSING, "there is no " + e.getFile());
    } catch (IOException e) {
      return Attempt.refused(ARTIFACT_MISSING, object + " can't be read: " + e.getMessage());
    }
  }

  private static Attempt<StagedModule> readAs(ModuleName name, ObjectDigest sha256, Path object)
      throws IOException {
    try (var file = FileChannel.open(object, Set.of(READ, NOFOLLOW_LINKS))) {
      var found = digestOf(file);
      if (!found.equals(sha256)) {
        return Attempt.refused(DIGEST_MISMATCH, "%s has the digest %s".formatted(object, found));
      }
      return Elf.read(file)
          .then(elf ->
              elf.soname().equals(name.text())
                  ? Attempt.done(new StagedModule(name, sha256, object))
                  : Attempt.refused(
                      MODULE_NAME_MISMATCH,
                      "expected the soname %s, found %s".formatted(name, elf.soname())));
    }
  }

  private static ObjectDigest digestOf(FileChannel file) throws IOException {
    var digest = sha256();
    var chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    while (file.read(chunk.clear()) >= 0) {
      digest.update(chunk.flip());
    }
    return new ObjectDigest(HexFormat.of().formatHex(digest.digest()));
  }

  private static boolean unchanged(Path object, StoredFile before) {
    try {
      return StoredFile.at(object).equals(before);
    } catch (IOException _) {
      return false;
    }
  }

  private static Attempt<StagedModule> changed(Path object) {
    return Attempt.refused(DIGEST_MISMATCH, object + " was changed while it was read");
  }

  /**
   * What is active. The links are read, never followed: from each only the last part of its target
   * is taken, as a number or a digest.
   */
  public Attempt<StoredGeneration> active() {
    var active = root.resolve("active");
    try {
      var number = linkTarget(active).flatMap(ModuleStore::generation);
      if (number.isEmpty()) {
        return Attempt.refused(ARTIFACT_MISSING, active + " names no generation");
      }
      var folder = root.resolve("generations").resolve(Long.toString(number.get()));
      var modules = new TreeMap<ModuleName, ObjectDigest>();
      try (var links = Files.newDirectoryStream(folder)) {
        for (var link : links) {
          var name = ModuleName.parse(link.getFileName().toString());
          var sha256 = linkTarget(link).flatMap(ObjectDigest::parse);
          if (name.isEmpty() || sha256.isEmpty() || modules.size() == MAX_MODULES) {
            return Attempt.refused(ARTIFACT_MISSING, link + " names no object");
          }
          modules.put(name.get(), sha256.get());
        }
      }
      return Attempt.done(new StoredGeneration(number.get(), modules));
    } catch (NoSuchFileException e) {
      return e.getFile().equals(active.toString())
          ? Attempt.done(StoredGeneration.NONE)
          : Attempt.refused(ARTIFACT_MISSING, "there is no " + e.getFile());
    } catch (IOException e) {
      return Attempt.refused(ARTIFACT_MISSING, active + " can't be read: " + e.getMessage());
    }
  }

  private static Optional<String> linkTarget(Path link) throws IOException {
    if (Files.notExists(link, NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(link.toString());
    }
    return Files.isSymbolicLink(link)
        ? Optional.of(Files.readSymbolicLink(link).getFileName().toString())
        : Optional.empty();
  }

  private static Optional<Long> generation(String text) {
    return text.matches("[1-9][0-9]{0,14}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
