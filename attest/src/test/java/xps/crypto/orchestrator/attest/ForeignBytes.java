package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;

/** Everything here that reads bytes of strangers, what it is fed with, and what has to hold. */
enum ForeignBytes {
  JSON("../document/src/test/resources/xps/crypto/orchestrator/document/bad-json") {
    @Override
    void read(byte[] bytes) {
      if (parsed(Json.parse("fuzz", bytes, Code.MANIFEST_INVALID))
          instanceof Outcome.Ok<Value>(var value, _)) {
        sameAgain(value);
      }
      parsed(
          Json.parseLines("fuzz", bytes, Code.FLEET_INVALID, new Json.Limits(1 << 20, 32, true)));
    }
  },
  YAML("../document/src/test/resources/xps/crypto/orchestrator/document/bad-yaml") {
    @Override
    void read(byte[] bytes) {
      if (parsed(Yaml.parse("fuzz", bytes, Code.POLICY_INVALID))
          instanceof Outcome.Ok<Value>(var value, _)) {
        sameAgain(value);
      }
    }
  },
  MANIFEST("src/test/resources/xps/crypto/orchestrator/attest/bad/manifest") {
    private final APatch honest = APatch.ofTwoModules().signedBy(People.ALICE);
    private final Verifier verifier = ATrustStore.of(People.ALICE).verifier().at(Instant.EPOCH);

    @Override
    List<byte[]> more() {
      return List.of(utf8(honest.json()));
    }

    @Override
    void read(byte[] bytes) {
      if (parsed(Manifest.parse("fuzz", bytes)) instanceof Outcome.Ok<Manifest>(var manifest, _)
          && parsed(verifier.requireAll(manifest, honest.source()))
              instanceof Outcome.Ok<AttestedPatch>(var patch, _)) {
        assertThat(patch.bodyDigest()).isEqualTo(honest.manifest().bodyDigest());
      }
    }
  },
  TRUST_STORE("src/test/resources/xps/crypto/orchestrator/attest/bad/trust_store") {
    @Override
    List<byte[]> more() {
      return List.of(
          utf8(
              new ATrustStore()
                  .signer(
                      People.ALICE,
                      ", \"may_sign\": {\"ids\": [\"*\"], \"kinds\": [\"module\"]}, \"revoked\": false")
                  .with(
                      "\"orchestrators\": [{\"name\": \"control\", \"ed25519\": \"%s\", \"environments\": [\"prod\"]}],"
                              .formatted(People.BOB.hex())
                          + "\"logs\": [{\"name\": \"log\", \"ed25519\": \"%s\", \"witnesses\": [], \"quorum\": 0}], \"version\": 3"
                              .formatted(People.CAROL.hex()))
                  .json()));
    }

    @Override
    void read(byte[] bytes) {
      parsed(TrustStore.parse("fuzz", bytes));
    }
  },
  BULLETIN("") {
    private final SigningKey news = People.BOB.key();
    private final Value.Obj honest =
        new BulletinDraft(
                "prod",
                8,
                3,
                4,
                List.of(Sha256.of(new byte[] {1})),
                List.of(),
                Optional.of(new Bulletin.Freeze(Instant.EPOCH, "an incident")),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(60))
            .sign(news)
            .orThrow();

    @Override
    List<byte[]> more() {
      return List.of(utf8(Json.pretty(honest)));
    }

    @Override
    void read(byte[] bytes) {
      var trust =
          ATrustStore.of(People.ALICE)
              .with(
                  "\"bulletins\": [{\"name\": \"news\", \"ed25519\": \"%s\"}]"
                      .formatted(news.publicKey().hex()))
              .store();
      var check = new BulletinCheck(trust, "prod", Optional.empty(), Duration.ZERO);
      if (parsed(Bulletin.parse("fuzz", bytes)) instanceof Outcome.Ok<Bulletin>(var claimed, _)
          && parsed(check.judge(claimed, Instant.EPOCH)).isOk()) {
        assertThat(Canonical.bytes(claimed.document().without("signatures")))
            .isEqualTo(Canonical.bytes(honest.without("signatures")));
      }
    }
  },
  SSH("src/test/resources/xps/crypto/orchestrator/attest/sshsig") {
    @Override
    List<byte[]> more() {
      return ForeignKeys.sshBlobs();
    }

    @Override
    void read(byte[] bytes) {
      ForeignKeys.readSsh(bytes);
    }
  },
  KEYS("") {
    @Override
    List<byte[]> more() {
      return ForeignKeys.keys();
    }

    @Override
    void read(byte[] bytes) {
      ForeignKeys.readKey(bytes);
    }
  },
  CERTIFICATES("") {
    private final ForeignKeys.Certificates organisation = new ForeignKeys.Certificates();

    @Override
    List<byte[]> more() {
      return organisation.honest();
    }

    @Override
    void read(byte[] bytes) {
      organisation.read(bytes);
    }
  },
  SPDX("") {
    @Override
    List<byte[]> more() {
      return honestAndBroken(AnSbom.SPDX, "spdx.txt");
    }

    @Override
    void read(byte[] bytes) {
      readSbom(bytes);
    }
  },
  CYCLONE_DX("") {
    @Override
    List<byte[]> more() {
      return honestAndBroken(AnSbom.CYCLONE_DX, "cyclonedx.txt");
    }

    @Override
    void read(byte[] bytes) {
      readSbom(bytes);
    }
  },
  ADVISORIES("") {
    @Override
    List<byte[]> more() {
      return List.of(
          utf8(
              """
              {"vulns": [{"id": "GO-1", "modified": "x", "summary": "it leaks", "affected": [
                {"package": {"ecosystem": "Go", "name": "example.org/pad"}, "versions": ["v1.2.3"],
                 "ranges": [{"type": "SEMVER", "events": [
                   {"introduced": "1.0.0"}, {"last_affected": "1.2.3"}, {"limit": "*"}]}]}]},
                {"id": "GO-2", "modified": "x", "withdrawn": "x", "affected": []}]}
              """),
          utf8(
              """
              {"id": "DSA-1", "modified": "x", "affected": [{"package":
                {"ecosystem": "Debian:12", "name": "left-pad", "purl": "pkg:deb/debian/left-pad?arch=source"},
                "versions": ["0:1.2.3-1"], "ranges": [{"type": "GIT", "repo": "x", "events": []}]}]}
              """),
          utf8(
              """
              [{"id": "CVE-2026-1", "modified": "2026-02-01T00:00:00Z", "affected": [
                {"package": {"ecosystem": "npm", "name": "left-pad", "purl": "pkg:npm/left-pad"},
                 "versions": ["1.0.0"], "ranges": [
                   {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.5.0-rc.1"}]},
                   {"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]}]
              """));
    }

    @Override
    void read(byte[] bytes) {
      var component =
          new SbomSummary.Component("left-pad", "1.2.3", "MIT", List.of("pkg:npm/left-pad"));
      var sbom = new SbomSummary("SPDX-2.3", "fuzz", List.of(component), 0);
      if (parsed(Advisories.parse("fuzz", bytes)) instanceof Outcome.Ok<Advisories>(var all, _)) {
        assertThat(all.findings(sbom, "fuzz")).isNotNull();
      }
    }
  },
  WORDS("") {
    @Override
    List<byte[]> more() {
      return List.of(
          utf8("pkg:maven/org.example/%40pad@1.2.3+a?type=jar#sub"),
          utf8("(MIT OR DocumentRef-a:LicenseRef-b) AND GPL-2.0-only WITH Classpath-exception-2.0"),
          utf8("1.2.3-rc.1.0a"),
          utf8("2026-01-31T12:00:00Z"),
          utf8(People.ALICE.hex()));
    }

    @Override
    void read(byte[] bytes) {
      var text = new String(bytes, StandardCharsets.UTF_8);
      PackageUrl.parse(text).ifPresent(url -> assertThat(url.name()).isNotNull());
      LicenceExpression.parse(text).ifPresent(all -> assertThat(all.references()).isNotNull());
      SemVer.parse(text).ifPresent(version -> assertThat(version).hasToString(text));
      Sha256.parse(text).ifPresent(digest -> assertThat(digest.hex()).isEqualTo(text));
      Grammar.time(text).ifPresent(time -> assertThat(Grammar.time(time)).isEqualTo(text));
    }
  },
  ELF("") {
    @Override
    List<byte[]> more() {
      var head = new byte[64];
      System.arraycopy(new byte[] {0x7F, 'E', 'L', 'F', 2, 1}, 0, head, 0, 6);
      head[18] = 62;
      return List.of(head);
    }

    @Override
    void read(byte[] bytes) {
      var taker = new ElfHead.Taker();
      taker.take(bytes, bytes.length);
      var artifact =
          new Artifact(
              "a.so",
              Sha256.of(bytes),
              OptionalLong.empty(),
              Kind.MODULE,
              List.of(),
              Optional.of(new Artifact.Abi("x86_64", "linux")),
              Optional.empty(),
              List.of(),
              new Place("fuzz", 1, 1));
      assertThat(ElfHead.objectionTo(artifact, taker.bytes(), "fuzz")).isNotNull();
    }
  };

  private final String folder;

  ForeignBytes(String folder) {
    this.folder = folder;
  }

  /** Reads them; whatever is not an honest answer is thrown. */
  abstract void read(byte[] bytes);

  /** Honest documents beside the files of the folder. */
  List<byte[]> more() {
    return List.of(new byte[0]);
  }

  /** What mutations begin with: honest documents, and every bad one that somebody thought of. */
  List<byte[]> corpus() {
    var corpus = new ArrayList<>(more());
    if (folder.isEmpty()) {
      return corpus;
    }
    try (var files = Files.list(Path.of(folder))) {
      for (var file : files.sorted().toList()) {
        if (!file.toString().endsWith(".refusal")) {
          corpus.add(Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return corpus;
  }

  /** The document that keeps to its standard, and one for each way in which a test breaks it. */
  private static List<byte[]> honestAndBroken(AnSbom format, String list) {
    var honest = format.ofTwoModules();
    var corpus = new ArrayList<>(List.of(utf8(honest)));
    try {
      for (var line :
          Files.readAllLines(
              Path.of("src/test/resources/xps/crypto/orchestrator/attest/bad", list))) {
        var change = line.split("=>", 2);
        corpus.add(utf8(honest.replace(change[0].strip(), change[1].strip())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return corpus;
  }

  private static void readSbom(byte[] bytes) {
    if (parsed(SbomDocument.read("fuzz", bytes)) instanceof Outcome.Ok<SbomDocument>(var sbom, _)) {
      assertThat(sbom.differences(APatch.ofTwoModules().manifest())).isNotNull();
      assertThat(sbom.summary().licences()).isNotNull();
    }
  }

  private static <T> Outcome<T> parsed(Outcome<T> outcome) {
    assertThat(outcome.isOk() || !outcome.problems().isEmpty()).isTrue();
    return outcome;
  }

  /** What was read means the same when it is written and read again. */
  private static void sameAgain(Value value) {
    var canonical = Canonical.bytes(value);
    var again = Json.parse("again", utf8(Json.compact(value)), Code.MANIFEST_INVALID).orThrow();
    assertThat(Arrays.equals(Canonical.bytes(again).toArray(), canonical.toArray())).isTrue();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
