package xps.crypto.orchestrator.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The name of a tile (C2SP tlog-tiles), relative to the log's directory: {@code
 * tile/<level>/<index>[.p/<width>]}.
 *
 * @param level {@code entries}, or the height in the tree in steps of 256: 0, 1, …
 * @param width how many entries or hashes the tile has, at most 256
 */
record TilePath(String level, long index, int width) {
  /** Entries or hashes of a full tile. */
  static final int FULL = 256;

  static final String FOLDER = "tile";
  static final String ENTRIES = "entries";
  private static final String PARTIAL = ".p/";
  private static final int GROUP = 1000;

  static TilePath entries(long index, int width) {
    return new TilePath(ENTRIES, index, width);
  }

  static TilePath hashes(int level, long index, int width) {
    return new TilePath(Integer.toString(level), index, width);
  }

  /**
   * All tiles of a tree with so many leaves: entries, then each level of hashes from the leaves up.
   */
  static List<TilePath> ofTree(long size) {
    return ofTree(0, size);
  }

  /** The tiles of a tree that one with {@code oldSize} leaves doesn't have. */
  static List<TilePath> ofTree(long oldSize, long size) {
    var paths = new ArrayList<TilePath>();
    addLevel(paths, ENTRIES, oldSize, size);
    long old = oldSize;
    long count = size;
    for (int level = 0; count > 0; level++) {
      addLevel(paths, Integer.toString(level), old, count);
      old /= FULL;
      count /= FULL;
    }
    return paths;
  }

  private static void addLevel(List<TilePath> paths, String level, long old, long count) {
    if (old == count) {
      return;
    }
    for (long index = old / FULL; index * FULL < count; index++) {
      paths.add(new TilePath(level, index, (int) Math.min(FULL, count - index * FULL)));
    }
  }

  /** The tile that a relative path names; nothing when it names none. */
  static Optional<TilePath> parse(String path) {
    var parts = path.split("/", -1);
    if (parts.length < 3 || !parts[0].equals(FOLDER)) {
      return Optional.empty();
    }
    int last = parts.length - 1;
    var isPartial = last >= 3 && parts[last - 1].endsWith(".p");
    int width = isPartial ? number(parts[last]) : FULL;
    long index = 0;
    for (int i = 2; i <= (isPartial ? last - 1 : last); i++) {
      var digits = parts[i].replace("x", "").replace(".p", "");
      int group = number(digits.length() == 3 ? Integer.toString(threeDigits(digits)) : "");
      if (group < 0 || index > Long.MAX_VALUE / GROUP / GROUP) {
        return Optional.empty();
      }
      index = index * GROUP + group;
    }
    if (width < 1 || !(parts[1].equals(ENTRIES) || number(parts[1]) >= 0)) {
      return Optional.empty();
    }
    var tile = new TilePath(parts[1], index, width);
    return tile.toString().equals(path) ? Optional.of(tile) : Optional.empty();
  }

  private static int number(String text) {
    return Checkpoint.isNumber(text) && text.length() <= 3 ? Integer.parseInt(text) : -1;
  }

  private static int threeDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : -1;
  }

  boolean isEntries() {
    return level.equals(ENTRIES);
  }

  /** The height in the tree, of a tile of hashes. */
  int height() {
    return Integer.parseInt(level);
  }

  /** Where its first entry or hash stands in its level. */
  long first() {
    return index * FULL;
  }

  /** The same tile when it is full. */
  TilePath full() {
    return new TilePath(level, index, FULL);
  }

  /** The relative path: index 1234067 is {@code x001/x234/067}. */
  @Override
  public String toString() {
    var number = String.format("%03d", index % GROUP);
    for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
      number = String.format("x%03d/", rest % GROUP) + number;
    }
    var path = FOLDER + "/" + level + "/" + number;
    return width == FULL ? path : path + PARTIAL + width;
  }
}
