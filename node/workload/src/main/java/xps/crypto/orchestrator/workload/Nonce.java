package xps.crypto.orchestrator.workload;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** Ties an answer to its request, so that an old answer can't stand for a new one. */
public record Nonce(String text) {
  private static final Form FORM = new Form(1, 64, Form::isLetterOrDigit);
  private static final int FRESH_BYTES = 16;

  public Nonce {
    if (!FORM.fits(text)) {
      throw new IllegalArgumentException("not 1 to 64 letters and digits");
    }
  }

  public static Optional<Nonce> parse(String text) {
    return FORM.fits(text) ? Optional.of(new Nonce(text)) : Optional.empty();
  }

  static Nonce fresh(SecureRandom random) {
    var bytes = new byte[FRESH_BYTES];
    random.nextBytes(bytes);
    return new Nonce(HexFormat.of().formatHex(bytes));
  }
}
