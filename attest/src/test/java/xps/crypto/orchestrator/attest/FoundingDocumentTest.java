package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Code;

/**
 * The founding document's two files as it prints them, signed by hand from what FORMATS says, with
 * nothing of ours but the reading: so what we sign and what others sign can't drift apart together.
 */
class FoundingDocumentTest {
  @TempDir Path folder;

  @Test
  void a_manifest_of_just_name_sha256_and_sig_that_was_signed_by_hand_is_attested()
      throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var module = "code of sha256".getBytes(StandardCharsets.UTF_8);
    var digest = hex(module);
    // Canonical form without sig: names sorted, no white space.
    var body =
        "{\"artifacts\":[{\"name\":\"xps.crypto.hash.sha256.so\",\"sha256\":\""
            + digest
            + "\"}],\"id\":\"xps-hotpatch-2025-10-26\",\"metadata\":{\"min_orchestrator\":\"1.2.0\","
            + "\"requires_restart\":false,\"sbom\":\"sbom.spdx.json\"},\"targets\":[\"validator\",\"api\",\"wallet\"],"
            + "\"version\":\"3.2.1\"}";
    var statement =
        "xps-artifact/v1\nxps-hotpatch-2025-10-26\n3.2.1\nxps.crypto.hash.sha256.so\n"
            + digest
            + "\n"
            + hex(body.getBytes(StandardCharsets.UTF_8))
            + "\n";
    var signer = Signature.getInstance("Ed25519");
    signer.initSign(pair.getPrivate());
    signer.update(statement.getBytes(StandardCharsets.UTF_8));
    var sig = Base64.getEncoder().encodeToString(signer.sign());
    Files.write(folder.resolve("xps.crypto.hash.sha256.so"), module);
    var manifest =
        Files.writeString(
            folder.resolve("patch_manifest.json"),
            """
            {
              "id": "xps-hotpatch-2025-10-26",
              "version": "3.2.1",
              "artifacts": [
                { "name": "xps.crypto.hash.sha256.so", "sha256": "%s", "sig": "%s" }
              ],
              "targets": ["validator", "api", "wallet"],
              "metadata": {
                "sbom": "sbom.spdx.json",
                "min_orchestrator": "1.2.0",
                "requires_restart": false
              }
            }
            """
                .formatted(digest, sig));
    var spki = pair.getPublic().getEncoded();
    var trust =
        Files.writeString(
            folder.resolve("trust_store.json"),
            """
            {
              "trusted_signers": [
                { "name": "XPS Release", "ed25519": "%s" },
                { "name": "Security Hotfix", "ed25519": "%s" }
              ],
              "min_required_signatures": 1,
              "allow_unsigned": false
            }
            """
                .formatted(HexFormat.of().formatHex(spki, 12, 44), People.BOB.hex()));

    var patch =
        Verifier.fromTrustStore(trust)
            .requireAll(Manifest.load(manifest), ArtifactSource.folder(folder))
            .orThrow();

    assertThat(patch.id()).isEqualTo("xps-hotpatch-2025-10-26");
    assertThat(patch.signers()).containsExactly("XPS Release");
    assertThat(patch.bodyDigest().hex()).isEqualTo(hex(body.getBytes(StandardCharsets.UTF_8)));
    assertThat(patch.manifest().folder()).contains(folder.toAbsolutePath());
    assertThat(Codes.of(patch.findings())).containsExactly(Code.SBOM_UNBOUND, Code.SBOM_MISSING);
  }

  @Test
  void the_placeholder_signature_of_the_founding_document_has_a_bad_encoding() {
    var patch = APatch.ofOneModule().plain("sha256.so", "base64(signature)");

    assertThat(
            Codes.of(
                ATrustStore.of(People.ALICE)
                    .verifier()
                    .requireAll(patch.manifest(), patch.source())))
        .containsExactly(Code.BAD_SIGNATURE_ENCODING);
  }

  @Test
  void the_body_is_the_same_however_the_manifest_is_laid_out_and_whoever_signed() {
    var patch = APatch.ofTwoModules();
    var bare = patch.manifest().bodyDigest();

    assertThat(patch.signedBy(People.ALICE).plainlySignedBy(People.BOB).manifest().bodyDigest())
        .isEqualTo(bare);
    var oneLine = patch.json().replaceAll("\\n\\s*", " ").getBytes(StandardCharsets.UTF_8);
    assertThat(Manifest.parse("one line", oneLine).orThrow().bodyDigest()).isEqualTo(bare);
  }

  @Test
  void statements_have_one_line_feed_behind_every_line() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        Statement.of("xps-approval/v1", java.util.List.of("approve", "forward"))
            .orThrow()
            .toArray());

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("xps-approval/v1\napprove\nforward\n");
    assertThat(Statement.of("xps-approval/v1", java.util.List.of("two\nlines")).isOk()).isFalse();
    assertThat(Statement.of("xps-approval/v1", java.util.List.of("\u007f")).isOk()).isFalse();
    assertThat(Statement.of("xps-approval/v1", java.util.List.of("ümlaut ✓")).isOk()).isTrue();
    var document =
        xps.crypto.orchestrator.document.Value.object().put("b", 1).put("a", "x").build();
    assertThat(Statement.document("xps-warrant/v1", document).text())
        .isEqualTo("xps-warrant/v1\n{\"a\":\"x\",\"b\":1}");
  }

  private static String hex(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
