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
          new Door("attest.Advisories", World.FILES, "load(Path) is where advisories come from"),
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
          new Door(
              "attest.LeafLane",
              World.THREADS,
              "hashes chunks on a second core; begun and ended within one call, whose answer is the"
                  + " same without it"),
          new Door("attest.FileContent", World.FILES, "a new manifest is made of files"),
          new Door("attest.FileDigests", World.FILES, "a new manifest is made of files"),
          new Door("attest.ManifestDraft", World.FILES, "a new manifest is made of files"),
          new Door("attest.SpdxDraft", World.FILES, "a new SBOM is made of files"),
          new Door(
              "attest.PrivateKeyFile", World.FILES, "keys are files whose mode has to be checked"),
          new Door("attest.PassphraseSource", World.FILES, "is asked for the key in a file"),
          new Door("attest.SigningKey", World.FILES, "is read from and written to such a file"),
          new Door("attest.FileKey", World.FILES, "is written to such a file"),
          new Door("document.Source", World.FILES, "a document's bytes come from a file, bounded"),
          new Door("planner.Plan", World.FILES, "fromYaml(Path) is the founding document's"),
          new Door("planner.Fleet", World.FILES, "load(Path) is where a fleet comes from"),
          new Door("guard.Policy", World.FILES, "fromYaml(Path) is the founding document's"),
          new Door("audit.AuditLog", World.FILES, "the one file-backed store: its writer"),
          new Door("audit.AuditReader", World.FILES, "the one file-backed store: its reader"),
          new Door("audit.AuditVerification", World.FILES, "verifies the store byte by byte"),
          new Door("audit.AuditFolder", World.FILES, "knows where things lie in the store"),
          new Door("audit.LogStore", World.FILES, "puts tiles and lines where they lie"),
          new Door("audit.Disk", World.FILES, "the store's port: tests cut its power"),
          new Door("audit.LocalDisk", World.FILES, "the store's only real disk"));
}
