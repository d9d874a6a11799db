package xps.crypto.orchestrator.cli.organisation;

import java.util.Locale;
import xps.crypto.orchestrator.attest.SigningKey;

/** Somebody with a key: a signer of patches or an approver of rollouts. */
public record Member(String name, String role, SigningKey key) {
  /** The name of the file in which the key is kept: {@code xps-release.key}. */
  public String keyFile() {
    return name.toLowerCase(Locale.ROOT).replace(' ', '-') + ".key";
  }
}
