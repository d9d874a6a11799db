package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * Brings one artifact from somewhere to here, however often the way there breaks. What has come is
 * a part (for a file, a {@code .part} beside it) and is taken up again, by this process or a later
 * one: from the last good chunk where the leaves of the digest tree are known, else from the last
 * byte. A wrong chunk ends the fetch at once, and what was good before it stays; so does a way that
 * is slower than {@link Pace} allows.
 */
public final class Fetch {
  /** So often a connection may break without having brought anything. */
  private static final int MOST_TRIES = 5;

  private final Artifact artifact;
  private final long maxBytes;
  private final Optional<byte[]> leaves;
  private final Origin origin;
  private final String name;
  private final InstantSource clock;

  /** Where the bytes come from. Nothing it gives is trusted. */
  @FunctionalInterface
  public interface Origin {
    /**
     * The artifact from that byte on, to be closed by the caller; nothing when it isn't there.
     *
     * <p>Who can't begin in the middle throws, and so does a stream that waits for ever: one that
     * gives a byte now and then is given up here, but only once it has given it.
     */
    Optional<InputStream> from(long offset) throws IOException;
  }

  private Fetch(
      Artifact artifact,
      long maxBytes,
      Optional<byte[]> leaves,
      Origin origin,
      String name,
      InstantSource clock) {
    this.artifact = artifact;
    this.maxBytes = maxBytes;
    this.leaves = leaves;
    this.origin = origin;
    this.name = name;
    this.clock = clock;
  }

  /** From a repository. */
  static Fetch of(Artifact artifact, Repo repo, InstantSource clock) throws IOException {
    Optional<byte[]> leaves = Optional.empty();
    if (artifact.tree().isPresent()) {
      var tree = artifact.tree().get();
      long bytes = tree.leavesBytes(artifact.size().orElseThrow());
      if (bytes <= ContentCheck.MOST_LEAVES_BYTES) {
        leaves = repo.beside(tree.leavesName(), Optional.empty(), (int) bytes);
      }
    }
    Origin origin = offset -> repo.open(artifact.sha256(), offset).map(Repo.StoredObject::content);
    return new Fetch(artifact, Repo.MAX_OBJECT_BYTES, leaves, origin, repo.describe(), clock);
  }

  /**
   * From anywhere.
   *
   * @param leaves the object that the digest tree names, where somebody has it
   * @param name of the origin, for messages
   * @param clock by which a way that is too slow is given up
   */
  public static Fetch of(
      Artifact artifact, Optional<byte[]> leaves, Origin origin, String name, InstantSource clock) {
    return of(artifact, Repo.MAX_OBJECT_BYTES, leaves, origin, name, clock);
  }

  /**
   * The same with another bound.
   *
   * @param maxBytes of an artifact whose manifest gives no size
   */
  public static Fetch of(
      Artifact artifact,
      long maxBytes,
      Optional<byte[]> leaves,
      Origin origin,
      String name,
      InstantSource clock) {
    return new Fetch(artifact, maxBytes, leaves.map(byte[]::clone), origin, name, clock);
  }

  /**
   * The file, whole and right; or why it isn't there. An {@code IOException} is about the disk
   * here.
   */
  public Outcome<Path> into(Path file) throws IOException {
    if (isWhole(file)) {
      return Outcome.ok(file);
    }
    var folder = file.toAbsolutePath().normalize().getParent();
    var target = new DurableFile(folder == null ? file : folder, RepoLayout.name(file));
    var part = target.folder().resolve("." + target.name() + ".part");
    Files.createDirectories(target.folder());
    try (var channel = open(part);
        var lock = lock(channel)) {
      if (lock == null) {
        return Outcome.refused(
            new Problem(
                Code.STAGE_FAILED,
                "somebody else is fetching into the same file",
                file.toString(),
                "wait until they are done, or name another file"));
      }
      var problems = into(new ChannelPart(channel));
      if (!problems.isEmpty()) {
        return Outcome.refused(problems);
      }
      channel.force(true);
      target.put(part);
      return Outcome.ok(file);
    }
  }

  private boolean isWhole(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        var check = check()) {
      check.read(in, (_, _) -> {});
      return check.problems(file.toString()).isEmpty();
    }
  }

  private ContentCheck check() {
    return ContentCheck.of(artifact, maxBytes, leaves);
  }

  private static FileChannel open(Path part) throws IOException {
    return FileChannel.open(
        part,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS));
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  /**
   * Fills a part until it is whole and right; else says why it isn't. It is filled once more where
   * something wrong may be what an earlier life has left, and what was good of it stays for whoever
   * comes next. An {@code IOException} is about the part.
   */
  public List<Problem> into(Part part) throws IOException {
    boolean resumed = part.size() > 0;
    var problems = once(part);
    return resumed && problems.stream().anyMatch(Fetch::isAboutContent) ? once(part) : problems;
  }

  private static boolean isAboutContent(Problem problem) {
    return problem.code() == Code.DIGEST_MISMATCH || problem.code() == Code.TREE_MISMATCH;
  }

  private List<Problem> once(Part part) throws IOException {
    if (part.size() > artifact.size().orElse(maxBytes)) {
      part.truncate(0);
    }
    try (var first = check()) {
      readPart(part, first);
      long good = first.goodBytes();
      if (first.isRight()) {
        return goOn(part, first);
      }
      part.truncate(good);
    }
    try (var second = check()) {
      readPart(part, second);
      return goOn(part, second);
    }
  }

  private static void readPart(Part part, ContentCheck check) throws IOException {
    try (var in = part.content()) {
      check.read(in, (_, _) -> {});
    }
  }

  private List<Problem> goOn(Part part, ContentCheck check) throws IOException {
    var broken = bring(part, check);
    if (broken.isPresent()) {
      return List.of(broken.get());
    }
    var problems = check.problems(where());
    boolean isShort = check.isRight() && check.readBytes() < artifact.size().orElse(0);
    if (!problems.isEmpty() && !isShort) { // what is missing may come from elsewhere
      part.truncate(check.goodBytes());
    }
    return problems;
  }

  /** Until everything has come or something is wrong; says why it doesn't come. */
  private Optional<Problem> bring(Part part, ContentCheck check) throws IOException {
    var pace = new Pace(clock);
    for (int tries = 0; ; tries++) {
      long before = check.readBytes();
      var wire = wire(before, pace);
      if (wire.isEmpty()) {
        var message = artifact.name() + " is not there";
        return Optional.of(Problem.of(Code.ARTIFACT_MISSING, message, where()));
      }
      try (var in = wire.get()) {
        check.read(in, part::append);
        if (in.broke().isEmpty() || !check.isRight()) {
          return Optional.empty();
        }
        if (in.isTooSlow()) {
          return Optional.of(tooSlow());
        }
        tries = check.readBytes() > before ? 0 : tries;
        if (tries >= MOST_TRIES) {
          return Optional.of(unreachable(in.broke().get()));
        }
      }
    }
  }

  private Optional<Wire> wire(long offset, Pace pace) {
    try {
      return origin.from(offset).map(in -> new Wire(in, pace));
    } catch (IOException e) {
      return Optional.of(Wire.broken(e, pace));
    }
  }

  private Problem unreachable(String why) {
    return new Problem(
        Code.REPO_UNREACHABLE,
        "the way to " + artifact.name() + " breaks before anything comes: " + why,
        where(),
        "check the way there, and fetch again: what has come is kept");
  }

  private Problem tooSlow() {
    return new Problem(
        Code.REPO_UNREACHABLE,
        artifact.name()
            + " comes too slowly: fewer than "
            + Pace.FEWEST_BYTES
            + " bytes in "
            + Pace.WINDOW.toSeconds()
            + " seconds",
        where(),
        "fetch again, or from another mirror: what has come is kept");
  }

  private String where() {
    return name + ": " + artifact.name();
  }

  /**
   * The way to the origin: where it breaks or is too slow, that is an end with a reason. So what
   * this machine's disk does is not taken for it.
   */
  private static final class Wire extends InputStream {
    private final InputStream in;
    private final Pace pace;
    private Optional<String> broke = Optional.empty();
    private boolean tooSlow;

    Wire(InputStream in, Pace pace) {
      this.in = in;
      this.pace = pace;
    }

    static Wire broken(IOException e, Pace pace) {
      var wire = new Wire(InputStream.nullInputStream(), pace);
      wire.broke = Optional.of(String.valueOf(e.getMessage()));
      return wire;
    }

    Optional<String> broke() {
      return broke;
    }

    boolean isTooSlow() {
      return tooSlow;
    }

    @Override
    public int read() {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int count) {
      if (tooSlow) {
        return -1;
      }
      try {
        int given = in.read(into, from, count);
        if (given >= 0 && pace.isTooSlow(given)) {
          tooSlow = true;
          broke = Optional.of("too slow");
        }
        return given;
      } catch (IOException e) {
        broke = Optional.of(String.valueOf(e.getMessage()));
        return -1;
      }
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException _) {
        // everything that was wanted has been read
      }
    }
  }
}
