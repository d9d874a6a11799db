package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;

/**
 * Somebody who may issue warrants.
 *
 * @param environments for which; missing: for every one, empty: for none
 */
public record Orchestrator(
    String name,
    Ed25519Key key,
    Optional<List<String>> environments,
    Validity validity,
    Place place) {
  public Orchestrator {
    environments = environments.map(List::copyOf);
  }

  /**
   * Nothing when this orchestrator may issue warrants for that environment at {@code now}, else why
   * not.
   */
  public Optional<Problem> usableAt(Instant now, String environment) {
    var who = "the orchestrator " + name;
    if (validity.revokedAt(now)) {
      return refused(who + " is " + validity.describeRevocation() + "; it is " + Now.text(now));
    }
    if (!validity.inDateAt(now)) {
      return refused(
          who + " may issue warrants " + validity.describe() + "; it is " + Now.text(now));
    }
    if (environments.isPresent() && !environments.get().contains(environment)) {
      return refused(who + " may not issue warrants for the environment " + environment);
    }
    return Optional.empty();
  }

  private Optional<Problem> refused(String message) {
    return Optional.of(
        new Problem(
            Code.WARRANT_INVALID,
            message,
            place.toString(),
            "let an orchestrator that the trust store admits for this environment and time issue"
                + " the warrant"));
  }
}
