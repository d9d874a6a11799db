package xps.crypto.orchestrator.attest;

import java.util.Arrays;

/**
 * What a private key in a file is encrypted under. It says nothing about itself when printed, and
 * can be wiped.
 */
public final class Passphrase implements AutoCloseable {
  private final char[] characters;

  private Passphrase(char[] characters) {
    this.characters = characters;
  }

  /** A copy of these characters; the caller wipes its own. */
  public static Passphrase of(char[] characters) {
    return new Passphrase(characters.clone());
  }

  char[] characters() {
    return characters;
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return characters.length == 0;
  }

  /** Whether both are the same. */
  public boolean isSameAs(Passphrase other) {
    return Arrays.equals(characters, other.characters);
  }

  /** Wipes it. */
  @Override
  public void close() {
    Arrays.fill(characters, '\0');
  }

  @Override
  public String toString() {
    return "a passphrase";
  }
}
