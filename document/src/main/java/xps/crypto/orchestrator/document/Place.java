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

  /** Written out, as the one below: what a record has by itself is made when it is first called. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Place(var theirs, int itsLine, int itsColumn)
        && file.equals(theirs)
        && line == itsLine
        && column == itsColumn;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * file.hashCode() + line) + column;
  }
}
