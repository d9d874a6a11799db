package xps.crypto.orchestrator.document;

/**
 * One thing that is not as it has to be: what, where, and what to do about it.
 *
 * <p>Guaranteed: no control, format or bidi character is in any of the texts, whatever file it was
 * taken from; so a problem can be printed as it is.
 *
 * @param message what is wrong, as one sentence without a full stop
 * @param where {@code file:line:column}, a file, or the name of the thing; may be empty
 * @param remedy an order that the reader can carry out
 */
public record Problem(Code code, String message, String where, String remedy) {
  public Problem {
    message = Escape.printable(message);
    where = Escape.printable(where);
    remedy = Escape.printable(remedy);
  }

  /** A problem with the remedy that the catalogue has for its code. */
  public static Problem of(Code code, String message, String where) {
    return new Problem(code, message, where, code.remedy());
  }

  /** A problem at a place in a document. */
  public static Problem at(Place place, Code code, String message, String remedy) {
    return new Problem(code, message, place.toString(), remedy);
  }

  /** {@code where: CODE: message}. */
  @Override
  public String toString() {
    return (where.isEmpty() ? "" : where + ": ") + code + ": " + message;
  }
}
