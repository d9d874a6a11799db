package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code match} against a second reading of FORMATS §6 that knows nothing of the first. A failure
 * names the seed.
 */
class MatchOracleTest {
  private static final int SEEDS = 20_000;
  private static final List<String> KEYS = List.of("role", "region", "zone", "id", "host");
  private static final List<String> LETTERS = List.of("a", "b", ":", "-", "*", "?", "\u00e9", "😀");

  @Test
  void a_match_means_what_a_second_reading_of_formats_says() {
    int matched = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var chance = new SplittableRandom(seed);
      var node = node(chance);
      var entries = entries(chance, node);
      var expected = oracle(entries, node);

      var match = Match.parse(entries);

      assertThat(match.map(it -> it.matches(node)))
          .as("seed %d: %s of %s", seed, entries, node)
          .isEqualTo(expected);
      matched += expected.orElse(false) ? 1 : 0;
    }
    assertThat(matched).as("it is no oracle that always says no").isGreaterThan(SEEDS / 10);
  }

  @Test
  void what_a_match_is_written_as_means_the_same() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var chance = new SplittableRandom(seed);
      var node = node(chance);
      var match = Match.parse(entries(chance, node));
      if (match.isPresent()) {
        var again = Match.parse(List.of(match.get().toString().split(" ", -1))).orElseThrow();

        assertThat(again.matches(node)).as("seed %d", seed).isEqualTo(match.get().matches(node));
      }
    }
  }

  private static Node node(SplittableRandom chance) {
    var labels = new TreeMap<String, String>();
    for (var key : List.of("role", "region", "zone")) {
      if (chance.nextInt(4) > 0) {
        labels.put(key, word(chance, 0, LETTERS.size()));
      }
    }
    // Labels of these names are hidden by what the node itself is called.
    labels.put("id", "hidden");
    return new Node(
        word(chance, 1, 4), word(chance, 1, 4), labels, new TreeMap<>(), Optional.empty());
  }

  private static String word(SplittableRandom chance, int least, int letters) {
    var word = new StringBuilder();
    int length = least + chance.nextInt(4);
    for (int i = 0; i < length; i++) {
      word.append(LETTERS.get(chance.nextInt(letters)));
    }
    return word.toString();
  }

  private static List<String> entries(SplittableRandom chance, Node node) {
    if (chance.nextInt(20) == 0) {
      return List.of("*");
    }
    var entries = new ArrayList<String>();
    int count = chance.nextInt(5);
    for (int i = 0; i < count; i++) {
      var key = KEYS.get(chance.nextInt(KEYS.size()));
      entries.add(
          switch (chance.nextInt(12)) {
            case 0 -> word(chance, 0, LETTERS.size());
            case 1, 2, 3 -> key + ":" + node.matchable(key).orElse("a");
            case 4, 5, 6 -> key + ":" + blurred(chance, node.matchable(key).orElse("a"));
            default -> key + ":" + word(chance, 0, LETTERS.size());
          });
    }
    return entries;
  }

  /** The text with some of its characters hidden behind wildcards. */
  private static String blurred(SplittableRandom chance, String text) {
    return text.codePoints()
        .mapToObj(letter ->
            switch (chance.nextInt(3)) {
              case 0 -> "*";
              case 1 -> "?";
              default -> Character.toString(letter);
            })
        .collect(Collectors.joining());
  }

  private static Optional<Boolean> oracle(List<String> entries, Node node) {
    if (entries.equals(List.of("*"))) {
      return Optional.of(true);
    }
    var good = new HashMap<String, Boolean>();
    for (var entry : entries) {
      var parts = entry.split(":", 2);
      if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        return Optional.empty();
      }
      good.merge(parts[0], isLike(value(node, parts[0]), parts[1]), Boolean::logicalOr);
    }
    return good.isEmpty() ? Optional.empty() : Optional.of(!good.containsValue(false));
  }

  private static Optional<String> value(Node node, String key) {
    if (key.equals("id")) {
      return Optional.of(node.id());
    }
    return key.equals("host")
        ? Optional.of(node.host())
        : node.labels().entrySet().stream()
            .filter(label -> label.getKey().equals(key))
            .map(label -> label.getValue())
            .findFirst();
  }

  private static boolean isLike(Optional<String> value, String glob) {
    var regex =
        glob.codePoints()
            .mapToObj(Character::toString)
            .map(it -> it.equals("*") ? ".*" : it.equals("?") ? "." : Pattern.quote(it))
            .collect(Collectors.joining());
    return value.isPresent()
        && Pattern.compile(regex, Pattern.DOTALL).matcher(value.get()).matches();
  }
}
