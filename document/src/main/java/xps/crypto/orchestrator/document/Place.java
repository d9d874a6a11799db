package xps.crypto.orchestrator.document;

/** Where in a document something stands. Line and column count from 1; a column is a character. */
public record Place(String file, int line, int column) {
  public Place {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("lines and columns count from 1: " + line + ":" + column);
    }
  }

  /** {@code file:line:column}, as editors and compilers write it. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
