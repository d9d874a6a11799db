package xps.crypto.orchestrator.bench;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** Attesting a manifest of 1,000 small artifacts, each with 3 signatures. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class ManyArtifacts {
  private static final int ARTIFACTS = 1_000;
  private static final int SIGNERS = 3;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final List<SigningKey> keys = keys();
  private final Manifest manifest = manifest();
  private final Verifier verifier = verifier();

  /** One at a time. */
  @Benchmark
  public AttestedPatch one_patch() {
    return verifier.requireAll(manifest, new SmallFiles()).orThrow();
  }

  /** Two at a time; the time is that of each. */
  @Benchmark
  @Threads(2)
  public AttestedPatch two_patches_on_two_cores() {
    return verifier.requireAll(manifest, new SmallFiles()).orThrow();
  }

  private static List<SigningKey> keys() {
    var keys = new ArrayList<SigningKey>();
    for (int i = 0; i < SIGNERS; i++) {
      keys.add(SigningKey.generate(new SecureRandom()));
    }
    return keys;
  }

  private Manifest manifest() {
    var artifacts = new ArrayList<Value>();
    for (int i = 0; i < ARTIFACTS; i++) {
      var name = "module-" + i + ".so";
      artifacts.add(
          Value.object().put("name", name).put("sha256", Sha256.of(content(name)).hex()).build());
    }
    var document =
        Value.object()
            .put("id", "bench")
            .put("version", "1.0.1")
            .put("artifacts", artifacts)
            .put("targets", Value.texts(List.of("api")))
            .put("metadata", Value.object().build())
            .build();
    for (var key : keys) {
      document = ManifestSigner.sign(parse(document), key, false).orThrow();
    }
    return parse(document);
  }

  private static Manifest parse(Value.Obj document) {
    return Manifest.parse("bench", Json.compact(document).getBytes(StandardCharsets.UTF_8))
        .orThrow();
  }

  private Verifier verifier() {
    var signers = new ArrayList<Value>();
    for (var key : keys) {
      signers.add(
          Value.object()
              .put("name", "signer-" + signers.size())
              .put("ed25519", key.publicKey().hex())
              .build());
    }
    var store =
        Value.object()
            .put("trusted_signers", signers)
            .put("min_required_signatures", SIGNERS)
            .put("allow_unsigned", false)
            .build();
    return Verifier.of(
            TrustStore.parse("bench", Json.compact(store).getBytes(StandardCharsets.UTF_8))
                .orThrow())
        .at(NOW);
  }

  private static byte[] content(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private record SmallFiles() implements ArtifactSource {
    @Override
    public Optional<InputStream> artifact(Artifact artifact) {
      return Optional.of(new ByteArrayInputStream(content(artifact.name())));
    }

    @Override
    public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes) {
      return Optional.empty();
    }

    @Override
    public String describe() {
      return "memory";
    }
  }
}
