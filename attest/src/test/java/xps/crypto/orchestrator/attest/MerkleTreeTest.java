package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

class MerkleTreeTest {
  private static final int LARGEST = 130;
  private static final long SEED = 20251026L;

  /**
   * The eight leaves of the Certificate Transparency reference tests, and the roots of their
   * prefixes.
   */
  private static final List<String> KNOWN_LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> KNOWN_ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void the_roots_of_the_reference_tests_come_out() {
    for (int size = 0; size <= KNOWN_LEAVES.size(); size++) {
      assertThat(MerkleTree.root(known(size)).hex())
          .as("%d leaves", size)
          .isEqualTo(KNOWN_ROOTS.get(size));
    }
  }

  /** More leaves than are hashed in one piece: full subtrees and a rest. */
  @Test
  void many_leaves_hashed_on_all_cores_have_the_root_that_their_hashes_have() {
    var leaves =
        java.util.stream.IntStream.range(0, 2 * 4096 + 3)
            .mapToObj(i -> Bytes.copyOf(new byte[] {(byte) i, (byte) (i >> 8)}))
            .toList();

    for (int size : List.of(4095, 4096, 4097, 8192, leaves.size())) {
      var some = leaves.subList(0, size);
      assertThat(MerkleTree.root(some))
          .as("%d leaves", size)
          .isEqualTo(MerkleTree.rootOfHashes(hashes(some)));
    }
  }

  @Test
  void the_inclusion_proof_of_the_reference_tests_comes_out() {
    var path = MerkleTree.inclusion(5, hashes(known(8)));

    assertThat(path)
        .extracting(Sha256::hex)
        .containsExactly(
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
  }

  @Test
  void the_consistency_proof_of_the_reference_tests_comes_out() {
    var path = MerkleTree.consistency(6, hashes(known(8)));

    assertThat(path)
        .extracting(Sha256::hex)
        .containsExactly(
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
  }

  @Test
  void every_leaf_of_every_tree_is_proved_at_its_index_and_at_no_other() {
    var leaves = hashes(seeded(LARGEST));
    for (int size = 1; size <= LARGEST; size++) {
      var tree = leaves.subList(0, size);
      var root = MerkleTree.rootOfHashes(tree);
      for (int index = 0; index < size; index++) {
        var path = MerkleTree.inclusion(index, tree);
        var leaf = tree.get(index);
        assertThat(MerkleTree.verifyInclusion(leaf, index, size, path, root))
            .as("%d of %d", index, size)
            .isTrue();
        for (int other = Math.max(0, index - 3); other < Math.min(size, index + 4); other++) {
          if (other != index) {
            assertThat(MerkleTree.verifyInclusion(leaf, other, size, path, root)).isFalse();
          }
        }
      }
    }
  }

  @Test
  void a_path_that_is_cut_lengthened_or_changed_proves_nothing() {
    var leaves = hashes(seeded(LARGEST));
    for (int size = 1; size <= LARGEST; size++) {
      var tree = leaves.subList(0, size);
      var root = MerkleTree.rootOfHashes(tree);
      int index = size / 2;
      var path = MerkleTree.inclusion(index, tree);
      var leaf = tree.get(index);
      for (int at = 0; at < path.size(); at++) {
        var changed = new ArrayList<>(path);
        changed.set(at, flipped(changed.get(at)));
        assertThat(MerkleTree.verifyInclusion(leaf, index, size, changed, root)).isFalse();
        var cut = new ArrayList<>(path);
        cut.remove(at);
        assertThat(MerkleTree.verifyInclusion(leaf, index, size, cut, root)).isFalse();
      }
      var longer = new ArrayList<>(path);
      longer.add(root);
      assertThat(MerkleTree.verifyInclusion(leaf, index, size, longer, root)).isFalse();
      assertThat(MerkleTree.verifyInclusion(leaf, index, size, path, flipped(root))).isFalse();
      assertThat(MerkleTree.verifyInclusion(leaf, size, size, path, root)).isFalse();
      assertThat(MerkleTree.verifyInclusion(leaf, -1, size, path, root)).isFalse();
    }
  }

  @Test
  void every_tree_is_proved_to_begin_with_each_of_its_prefixes_and_with_nothing_else() {
    var leaves = hashes(seeded(LARGEST));
    var roots = new ArrayList<Sha256>();
    for (int size = 0; size <= LARGEST; size++) {
      roots.add(MerkleTree.rootOfHashes(leaves.subList(0, size)));
    }
    for (int size = 0; size <= LARGEST; size++) {
      for (int old = 0; old <= size; old++) {
        var path = MerkleTree.consistency(old, leaves.subList(0, size));
        assertThat(MerkleTree.verifyConsistency(old, roots.get(old), size, roots.get(size), path))
            .as("%d in %d", old, size)
            .isTrue();
        assertThat(
                MerkleTree.verifyConsistency(
                    old, flipped(roots.get(old)), size, roots.get(size), path))
            .isFalse();
        if (old > 0) {
          assertThat(
                  MerkleTree.verifyConsistency(
                      old, roots.get(old), size, flipped(roots.get(size)), path))
              .isFalse();
        }
        for (int at = 0; at < path.size(); at++) {
          var changed = new ArrayList<>(path);
          changed.set(at, flipped(changed.get(at)));
          assertThat(
                  MerkleTree.verifyConsistency(old, roots.get(old), size, roots.get(size), changed))
              .isFalse();
        }
        var longer = new ArrayList<>(path);
        longer.add(roots.get(size));
        assertThat(MerkleTree.verifyConsistency(old, roots.get(old), size, roots.get(size), longer))
            .isFalse();
      }
    }
  }

  @Test
  void a_tree_never_shrinks() {
    var leaves = hashes(seeded(5));

    assertThat(
            MerkleTree.verifyConsistency(
                5,
                MerkleTree.rootOfHashes(leaves),
                4,
                MerkleTree.rootOfHashes(leaves.subList(0, 4)),
                List.of()))
        .isFalse();
  }

  @Test
  void a_frontier_has_the_root_of_the_whole_tree_after_every_leaf() {
    var leaves = hashes(seeded(LARGEST));
    var frontier = new MerkleFrontier();
    for (int size = 1; size <= LARGEST; size++) {
      frontier.add(leaves.get(size - 1));
      assertThat(frontier.size()).isEqualTo(size);
      assertThat(frontier.root()).isEqualTo(MerkleTree.root(seeded(size)));
    }
  }

  private static List<Bytes> known(int size) {
    return KNOWN_LEAVES.subList(0, size).stream().map(hex -> Bytes.hex(hex).orElseThrow()).toList();
  }

  private static List<Bytes> seeded(int size) {
    var random = new Random(SEED);
    var leaves = new ArrayList<Bytes>();
    for (int i = 0; i < size; i++) {
      var leaf = new byte[random.nextInt(40)];
      random.nextBytes(leaf);
      leaves.add(Bytes.copyOf(leaf));
    }
    return leaves;
  }

  private static List<Sha256> hashes(List<Bytes> leaves) {
    return leaves.stream().map(leaf -> MerkleTree.leafHash(leaf.toArray())).toList();
  }

  private static Sha256 flipped(Sha256 hash) {
    return Sha256.parse((hash.hex().charAt(0) == '0' ? '1' : '0') + hash.hex().substring(1))
        .orElseThrow();
  }
}
