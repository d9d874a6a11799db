package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Hashing a cached file of 1 GiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class Hashing {
  private static final int CORES = 2;
  private static final int PIECE_BYTES = 64 * 1024;

  @Param("")
  public String folder = "";

  private Path file = Path.of("");
  private Artifact plain = none();
  private Artifact withTree = none();

  private static Artifact none() {
    return new Artifact(
        "none",
        Sha256.of(new byte[0]),
        OptionalLong.empty(),
        Kind.FILE,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new Place("bench", 1, 1));
  }

  @Setup
  public void describe() {
    var large = LargeFile.in(Path.of(folder));
    file = large.file();
    plain = large.plain();
    withTree = large.withTree();
  }

  /** SHA-256 alone, on one core. */
  @Benchmark
  public List<Problem> one_stream() {
    return check(plain);
  }

  /** SHA-256 and tree in one pass, on a core each: what attest does. */
  @Benchmark
  public List<Problem> sha256_and_tree_on_two_cores() {
    return check(withTree);
  }

  /** The leaves of the tree alone, half of the chunks on each core. */
  @Benchmark
  public Sha256 tree_alone_on_two_cores() {
    int chunks = (int) withTree.tree().orElseThrow().chunks(withTree.size().orElseThrow());
    var leaves =
        IntStream.range(0, CORES)
            .parallel()
            .mapToObj(core -> leaves(chunks * core / CORES, chunks * (core + 1) / CORES))
            .flatMap(List::stream)
            .toList();
    return MerkleTree.rootOfHashes(leaves);
  }

  private List<Sha256> leaves(int from, int to) {
    var chunk = new byte[LargeFile.CHUNK_BYTES];
    var leaves = new ArrayList<Sha256>();
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position((long) from * LargeFile.CHUNK_BYTES);
      for (int at = from; at < to; at++) {
        for (int offset = 0; offset < chunk.length; offset += PIECE_BYTES) {
          channel.read(ByteBuffer.wrap(chunk, offset, PIECE_BYTES));
        }
        leaves.add(MerkleTree.leafHash(chunk));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return leaves;
  }

  private List<Problem> check(Artifact artifact) {
    try (var in = Files.newInputStream(file);
        var check = ContentCheck.of(artifact, Long.MAX_VALUE, Optional.empty())) {
      check.read(in, (_, _) -> {});
      return check.problems("bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
