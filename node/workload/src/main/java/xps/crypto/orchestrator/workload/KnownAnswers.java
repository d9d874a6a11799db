package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What an interface must answer, whichever module stands behind it: the examples that NIST
 * publishes. They belong to the interface, not to the module, which has its own self-test.
 *
 * <p>They find a module that is broken, not one that is wrong for some lengths only.
 */
final class KnownAnswers {
  /** A message is a text, so often; the output in hexadecimal digits. */
  record KnownAnswer(String text, int times, String output) {
    int bytes() {
      return text.length() * times;
    }

    /**
     * Where an application would have it: short in the heap, long outside. Its heap isn't filled by
     * a swap, and its garbage collector doesn't wait for one.
     */
    MemorySegment message(Arena arena) {
      var once = MemorySegment.ofArray(text.getBytes(ISO_8859_1));
      if (times == 1) {
        return once;
      }
      var whole = arena.allocate(bytes());
      for (long at = 0; at < whole.byteSize(); at += once.byteSize()) {
        MemorySegment.copy(once, 0, whole, at, once.byteSize());
      }
      return whole;
    }
  }

  /** One way to ask: no answer when the module says that it failed. */
  interface Asked {
    Optional<byte[]> answer(MemorySegment message, int outputBytes);
  }

  private static final String ONE_BLOCK_AND_MORE =
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  private static final String TWO_BLOCKS_AND_MORE =
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

  /** FIPS 180 and NIST's example values. */
  static final List<KnownAnswer> SHA256 =
      List.of(
          new KnownAnswer(
              "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
          new KnownAnswer(
              "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
          new KnownAnswer(
              ONE_BLOCK_AND_MORE,
              1,
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
          new KnownAnswer(
              TWO_BLOCKS_AND_MORE,
              1,
              "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
          new KnownAnswer(
              "a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));

  /** FIPS 202's example values: 0 and 1600 bits; and two that FIPS 180 has made usual. */
  static final List<KnownAnswer> SHAKE256 =
      List.of(
          new KnownAnswer(
              "",
              1,
              "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
                  + "d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be"),
          new KnownAnswer(
              "abc", 1, "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"),
          new KnownAnswer(
              "\u00a3", 200, "cd8a920ed141aa0407a22d59288652e9d9f1a7ee0c1e7c1ca699424da84a904d"),
          new KnownAnswer(
              "a", 1_000_000, "3578a7a4ca9137569cdf76ed617d31bb994fca9c1bbf8b184013de8234dfd13a"));

  private KnownAnswers() {}

  static Optional<String> firstWrong(List<KnownAnswer> expected, Asked asked) {
    return expected.stream()
        .filter(known -> !isRight(known, asked))
        .map(known -> "the known answer for " + known.bytes() + " bytes is wrong")
        .findFirst();
  }

  private static boolean isRight(KnownAnswer known, Asked asked) {
    var output = HexFormat.of().parseHex(known.output);
    try (var arena = Arena.ofConfined()) {
      return asked
          .answer(known.message(arena), output.length)
          .map(found -> Arrays.equals(found, output))
          .orElse(false);
    }
  }

  /** The same message through a context, cut where no block ends. */
  static boolean inTwoParts(
      Streaming streaming, MemorySegment message, Predicate<MemorySegment> end) {
    var context = streaming.openContext();
    if (context.address() == 0) {
      return false;
    }
    try {
      var cut = message.byteSize() / 3;
      return streaming.update(context, message.asSlice(0, cut))
          && streaming.update(context, message.asSlice(cut))
          && end.test(context);
    } finally {
      streaming.closeContext(context);
    }
  }
}
