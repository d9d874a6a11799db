package xps.crypto.orchestrator.attest;

import java.util.List;
import xps.crypto.orchestrator.document.Place;

/**
 * An audit log whose checkpoints count.
 *
 * @param name the log's origin
 * @param quorum how many of the witnesses have to have cosigned a checkpoint
 */
public record TrustedLog(
    String name, Ed25519Key key, List<Witness> witnesses, int quorum, Place place) {
  public TrustedLog {
    witnesses = List.copyOf(witnesses);
  }

  /** Somebody outside who has seen that the log only grows. */
  public record Witness(String name, Ed25519Key key) {}
}
