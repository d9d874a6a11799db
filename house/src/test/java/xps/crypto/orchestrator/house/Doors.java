package xps.crypto.orchestrator.house;

import java.util.List;

/**
 * Where a pure room touches the world on purpose. Each door says why it is there, and a door that
 * nobody uses any more has to go.
 */
enum Doors {
  ;

  /** A class of a pure room (its nested ones too) that may touch one part of the world. */
  record Door(String className, World part, String reason) {}

  /** The parts of the world that a pure room stays away from. */
  enum World {
    FILES,
    NETWORK,
    THREADS,
    CLOCK,
    CHANCE
  }

  static final List<Door> ALL =
      List.of(
          new Door("attest.Manifest", World.FILES, "load(Path) is where a manifest comes from"),
          new Door(
              "attest.TrustStore", World.FILES, "load(Path) is where a trust store comes from"),
          new Door(
              "attest.Verifier", World.FILES, "fromTrustStore(Path) is the founding document's"),
          new Door(
              "attest.Now", World.CLOCK, "a verifier without at(…) asks the system once a patch"),
          new Door(
              "attest.ArtifactSource", World.FILES, "the port names the folder that it can be"),
          new Door("attest.FolderSource", World.FILES, "reads artifacts without following links"),
          new Door("attest.FileDigests", World.FILES, "a new manifest is made of files"),
          new Door("attest.ManifestDraft", World.FILES, "a new manifest is made of files"),
          new Door("attest.SpdxDraft", World.FILES, "a new SBOM is made of files"),
          new Door("attest.SigningKey", World.FILES, "keys are files whose mode has to be checked"),
          new Door("document.Source", World.FILES, "a document's bytes come from a file, bounded"),
          new Door("planner.Plan", World.FILES, "fromYaml(Path) is the founding document's"),
          new Door("planner.Fleet", World.FILES, "load(Path) is where a fleet comes from"),
          new Door("guard.Policy", World.FILES, "fromYaml(Path) is the founding document's"));
}
