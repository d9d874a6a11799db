package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Cleans a repository: old patches go, then the objects that none of those that stay names.
 *
 * <p>A patch stays when it is among the newest versions of its id, or of any artifact that it has:
 * so the version before the newest can always be gone back to. Who can push claims any version, so
 * manifests that nobody attests are counted apart, and none of those that somebody does goes for
 * one of them. Where a manifest can't be read nobody knows what it names, and nothing is touched.
 */
final class RepoCollection {
  private final RepoLayout layout;
  private final Repo.Keep keep;
  private final List<Problem> problems = new ArrayList<>();

  /** Folders of pushes that were cut off; under the lock nobody is still at one. */
  private final List<Path> cutOff = new ArrayList<>();

  RepoCollection(RepoLayout layout, Repo.Keep keep) {
    this.layout = layout;
    this.keep = keep;
  }

  Outcome<Repo.Garbage> find() throws IOException {
    var manifests = manifests();
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    var byAttested = manifests.stream().collect(Collectors.partitioningBy(keep.attested()));
    var staying = new HashSet<Sha256>(keep.bodies());
    byAttested.values().forEach(alike -> staying.addAll(newest(alike)));
    var going = new ArrayList<>(manifests);
    going.removeIf(manifest -> staying.contains(manifest.bodyDigest()));
    var named = new HashSet<String>();
    for (var manifest : manifests) {
      if (staying.contains(manifest.bodyDigest())) {
        named.addAll(objectsOf(manifest));
      }
    }
    var objects = new TreeSet<String>();
    long bytes = 0;
    for (Path object : RepoLayout.entries(layout.objects())) {
      var name = RepoLayout.name(object);
      if (isObject(name)
          && !named.contains(name)
          && Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS)) {
        objects.add(name);
        bytes += Files.size(object);
      }
    }
    return Outcome.ok(new Repo.Garbage(going, List.copyOf(objects), bytes));
  }

  Outcome<Repo.Garbage> collect() throws IOException {
    try (var _ = RepoLock.alone(layout.folder())) {
      var found = find();
      if (found instanceof Outcome.Ok<Repo.Garbage>(var garbage, _)) {
        remove(garbage);
      }
      return found;
    }
  }

  private List<Manifest> manifests() throws IOException {
    var manifests = new ArrayList<Manifest>();
    for (Path patch : layout.patchFolders()) {
      var read = RepoLayout.manifest(patch);
      if (read.isEmpty()) {
        cutOff.add(patch);
      } else {
        switch (read.get()) {
          case Outcome.Ok<Manifest>(var manifest, _) -> manifests.add(manifest);
          case Outcome.Refused<Manifest>(var refused) -> problems.addAll(refused);
        }
      }
    }
    manifests.sort(Comparator.comparing(Manifest::id).thenComparing(Manifest::version));
    return manifests;
  }

  private Set<Sha256> newest(List<Manifest> manifests) {
    var ofId = new Newest(keep.versions());
    var ofArtifact = new Newest(keep.versions());
    for (var manifest : manifests) {
      ofId.note(manifest.id(), manifest.version());
      for (var artifact : manifest.artifacts()) {
        ofArtifact.note(artifact.name(), manifest.version());
      }
    }
    var newest = new HashSet<Sha256>();
    for (var manifest : manifests) {
      boolean hasANewArtifact =
          manifest.artifacts().stream()
              .anyMatch(artifact -> ofArtifact.has(artifact.name(), manifest.version()));
      if (hasANewArtifact || ofId.has(manifest.id(), manifest.version())) {
        newest.add(manifest.bodyDigest());
      }
    }
    return newest;
  }

  /** The newest versions of every name. */
  private static final class Newest {
    private final int most;
    private final Map<String, NavigableSet<SemVer>> versions = new HashMap<>();

    Newest(int most) {
      this.most = most;
    }

    void note(String name, SemVer version) {
      var newest = versions.computeIfAbsent(name, _ -> new TreeSet<>());
      newest.add(version);
      if (newest.size() > most) {
        newest.removeFirst();
      }
    }

    boolean has(String name, SemVer version) {
      return versions.getOrDefault(name, Collections.emptyNavigableSet()).contains(version);
    }
  }

  private static Set<String> objectsOf(Manifest manifest) {
    var names = new HashSet<String>();
    for (var artifact : manifest.artifacts()) {
      names.add(artifact.sha256().hex());
      artifact.tree().ifPresent(tree -> names.add(tree.leavesName()));
    }
    return names;
  }

  private static boolean isObject(String name) {
    return Sha256.parse(name).isPresent() || RepoLayout.isLeaves(name);
  }

  /** Manifests first: cut off at any point, no manifest names an object that is gone. */
  private void remove(Repo.Garbage garbage) throws IOException {
    for (var manifest : garbage.patches()) {
      removePatch(layout.patch(manifest.bodyDigest()));
    }
    for (Path patch : cutOff) {
      removePatch(patch);
    }
    if (Files.isDirectory(layout.patches(), LinkOption.NOFOLLOW_LINKS)) {
      DurableFile.sync(layout.patches());
    }
    for (var object : garbage.objects()) {
      Files.deleteIfExists(layout.objects().resolve(object));
    }
    for (Path object : RepoLayout.entries(layout.objects())) {
      if (RepoLayout.name(object).startsWith(DurableFile.TEMPORARY)) {
        Files.deleteIfExists(object); // left by a push that was killed
      }
    }
  }

  private static void removePatch(Path patch) throws IOException {
    Files.deleteIfExists(patch.resolve(RepoLayout.MANIFEST));
    DurableFile.sync(patch);
    for (Path file : RepoLayout.entries(patch)) {
      Files.delete(file);
    }
    Files.delete(patch);
  }
}
