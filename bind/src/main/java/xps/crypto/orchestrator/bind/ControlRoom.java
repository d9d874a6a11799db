package xps.crypto.orchestrator.bind;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.document.Grammar;

/**
 * Everything that a {@link Runner} acts through. Whoever opens a room closes it.
 *
 * @param agents the door to the nodes
 * @param journal from which any other process can take a rollout over
 * @param audit where every step is recorded; what can't be recorded isn't begun
 * @param issuer in whose name warrants are signed
 * @param rules what guard is asked by, before each wave
 * @param probe how nodes are asked from outside whether they are well
 * @param clock what time it is
 * @param ticker nanoseconds that pass evenly, whoever sets the clock: deadlines and bakes go by it
 * @param chance for the names of rollouts
 */
public record ControlRoom(
    AgentGateway agents,
    Journal journal,
    AuditLog audit,
    Issuer issuer,
    RulesInForce rules,
    HealthProbe probe,
    InstantSource clock,
    LongSupplier ticker,
    SecureRandom chance) {

  /** A room where time passes as on this machine. */
  public ControlRoom(
      AgentGateway agents,
      Journal journal,
      AuditLog audit,
      Issuer issuer,
      RulesInForce rules,
      HealthProbe probe,
      InstantSource clock,
      SecureRandom chance) {
    this(agents, journal, audit, issuer, rules, probe, clock, System::nanoTime, chance);
  }

  /**
   * Who signs warrants.
   *
   * @param name under which the nodes' trust stores have the key among their orchestrators
   */
  public record Issuer(String name, SigningKey key) {
    public Issuer {
      if (!Grammar.isSignerName(name)) {
        throw new IllegalArgumentException("not the name of an orchestrator: " + name);
      }
    }
  }
}
