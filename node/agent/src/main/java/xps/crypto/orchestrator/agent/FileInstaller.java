package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Files that are replaced whole, each at the one place that {@code agent.yaml} names for it, and a
 * command of the owner's that has whoever reads them read them again.
 *
 * <p>Guaranteed: at each place lies the old content or the new; nothing is written through a link,
 * or over what belongs to somebody else. All files of a generation are there before the first
 * reload.
 */
final class FileInstaller implements NodeInstaller {
  /** How long a reload may take. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int CHUNK_BYTES = 64 * 1024;
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private final SortedMap<String, FilePlace> places;
  private final Path objects;
  private final Disk disk;
  private final Duration patience;

  /** What lay somewhere when it was read last: files are looked at every few seconds. */
  private final Map<Path, Known> known = new HashMap<>();

  private record Known(Object stamp, Sha256 sha256) {}

  FileInstaller(SortedMap<String, FilePlace> places, Path objects, Disk disk, Duration patience) {
    this.places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
    this.objects = objects;
    this.disk = disk;
    this.patience = patience;
  }

  @Override
  public boolean isFor(String name) {
    return places.containsKey(name);
  }

  @Override
  public Optional<Problem> stage(SortedMap<String, Sha256> artifacts, Set<String> active) {
    for (var name : artifacts.keySet()) {
      var place = place(name);
      var complaint = place.complaint();
      if (complaint.isPresent()) {
        return complaint;
      }
      if (!active.contains(name) && place.exists()) {
        return Optional.of(
            new Problem(
                Code.STAGE_FAILED,
                "a file lies there that this agent hasn't taken over: it couldn't be brought back",
                place.path().toString(),
                "restart the agent, which takes it over, or take the file away"));
      }
    }
    return Optional.empty();
  }

  /** A file does nothing by itself: whether it is right shows after its reload. */
  @Override
  public Optional<Problem> selfTest(SortedMap<String, Sha256> artifacts) {
    return Optional.empty();
  }

  @Override
  public Optional<Trouble> activate(Move move) throws InterruptedException {
    return put(move, false);
  }

  /** A replacement that was cut off may have left the beginning of a file. */
  @Override
  public void confirm() throws IOException {
    for (var place : places.values()) {
      if (Files.exists(place.fresh(), LinkOption.NOFOLLOW_LINKS)) {
        disk.delete(place.fresh());
      }
    }
  }

  /** What the generation that is left has brought anew goes as well. */
  @Override
  public Optional<Trouble> rollBack(Move move) throws InterruptedException {
    return put(move, true);
  }

  /** Nothing is reloaded for a file that lies there as it should. */
  @Override
  public Optional<Trouble> restore(Move move) throws InterruptedException {
    return put(new Move(move.generation(), move.to(), move.to()), false);
  }

  private Optional<Trouble> put(Move move, boolean isBack) throws InterruptedException {
    var changed = new LinkedHashSet<String>();
    try {
      for (var file : move.to().entrySet()) {
        var place = place(file.getKey());
        var lying = digest(place);
        // A reload may have been cut off: it is done again where the two generations differ.
        boolean isNew = !file.getValue().equals(move.from().get(file.getKey()));
        if (!lying.equals(Optional.of(file.getValue()))) {
          var complaint = place.complaint();
          if (complaint.isPresent()) {
            return complaint.map(why -> new Trouble(why, true));
          }
          var wrong = replace(place, file.getValue());
          if (wrong.isPresent()) {
            return wrong.map(why -> new Trouble(why, true));
          }
          changed.add(file.getKey());
        } else if (isNew) {
          changed.add(file.getKey());
        }
      }
      if (isBack) {
        changed.addAll(takeAway(move));
      }
    } catch (IOException e) {
      return Optional.of(new Trouble(StoreProblem.of(e, "installers"), false));
    }
    return reload(changed);
  }

  /** Only what lies there as it was brought: anything else is somebody's own. */
  private Set<String> takeAway(Move move) throws IOException {
    var gone = new LinkedHashSet<String>();
    for (var file : move.from().entrySet()) {
      var place = place(file.getKey());
      if (!move.to().containsKey(file.getKey())) {
        boolean isOurs = digest(place).equals(Optional.of(file.getValue()));
        if (isOurs) {
          disk.delete(place.path());
          disk.force(place.folder());
        }
        // Where nothing lies the reload may have been cut off.
        if (isOurs || !place.exists()) {
          gone.add(file.getKey());
        }
      }
    }
    return gone;
  }

  private Optional<Problem> replace(FilePlace place, Sha256 content) throws IOException {
    var object = objects.resolve(content.hex());
    var fresh = place.fresh();
    disk.delete(fresh);
    try (var in = Files.newInputStream(object, LinkOption.NOFOLLOW_LINKS)) {
      copy(in, fresh);
    }
    if (!Sha256Stream.digest(fresh).equals(content)) {
      disk.delete(fresh);
      return Optional.of(
          Problem.of(
              Code.DIGEST_MISMATCH, "the object in the store isn't what it was", place.name()));
    }
    if (place.exists()) {
      disk.give(fresh, place.group());
    }
    disk.grant(fresh, permissions(place));
    disk.force(fresh);
    disk.move(fresh, place.path());
    disk.force(place.folder());
    return Optional.empty();
  }

  private void copy(InputStream in, Path to) throws IOException {
    disk.create(to);
    byte[] chunk = in.readNBytes(CHUNK_BYTES);
    while (chunk.length > 0) {
      disk.append(to, chunk);
      chunk = in.readNBytes(CHUNK_BYTES);
    }
  }

  /** Who could read the old content can read the new, and nobody else. */
  private static Set<PosixFilePermission> permissions(FilePlace place) throws IOException {
    return place.exists()
        ? Files.getPosixFilePermissions(place.path(), LinkOption.NOFOLLOW_LINKS)
        : READABLE;
  }

  /** Each command once, however many files it is for. */
  private Optional<Trouble> reload(Set<String> changed) throws InterruptedException {
    var reloads = new TreeMap<String, OwnCommand>();
    changed.stream()
        .flatMap(name -> place(name).reload().stream())
        .forEach(reload -> reloads.put(reload.name(), reload.command()));
    for (var reload : reloads.entrySet()) {
      var why = reload.getValue().run(patience);
      if (why.isPresent()) {
        var problem =
            Problem.of(
                Code.SWAP_FAILED, "the reload " + reload.getKey() + " " + why.get(), "installers");
        return Optional.of(new Trouble(problem, true));
      }
    }
    return Optional.empty();
  }

  @Override
  public Sight status(Set<String> names) {
    var seats = new TreeMap<String, Sight.Seat>();
    for (var name : names) {
      try {
        digest(place(name)).ifPresent(sha256 -> seats.put(name, new Sight.Seat(sha256, 0, 0)));
      } catch (IOException e) {
        return new Sight.Dark(StoreProblem.of(e, place(name).path().toString()));
      }
    }
    return new Sight.Seen(seats);
  }

  /** What lies there; nothing where that isn't a regular file. */
  private synchronized Optional<Sha256> digest(FilePlace place) throws IOException {
    if (!Files.isRegularFile(place.path(), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    var stamp =
        Files.readAttributes(
            place.path(), "unix:ino,dev,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
    var last = Optional.ofNullable(known.get(place.path()));
    if (last.filter(it -> it.stamp().equals(stamp)).isPresent()) {
      return last.map(Known::sha256);
    }
    var sha256 = Sha256Stream.digest(place.path());
    known.put(place.path(), new Known(stamp, sha256));
    return Optional.of(sha256);
  }

  private FilePlace place(String name) {
    return Optional.ofNullable(places.get(name))
        .orElseThrow(() -> new IllegalStateException(name + " has no place here"));
  }
}
