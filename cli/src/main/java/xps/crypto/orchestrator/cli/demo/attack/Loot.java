package xps.crypto.orchestrator.cli.demo.attack;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import xps.crypto.orchestrator.attest.Orchestrator;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.TrustedLog;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.server.AgentCa;

/**
 * Every key of a control plane.
 *
 * @param issuer the name under which nodes know the orchestrator's key
 * @param agents the authority that tells agents and control plane who is who
 * @param audit the folder of the audit log
 */
public record Loot(
    SigningKey orchestrator, String issuer, LogSigner log, AgentCa agents, Path audit) {

  /** What lies in the home of an orchestrator. */
  public static Loot of(Path home, TrustStore trust, Instant now, SecureRandom chance)
      throws IOException, GeneralSecurityException {
    var orchestrator = SigningKey.readPem(home.resolve("orchestrator.key")).orThrow();
    var log = SigningKey.readPem(home.resolve("log.key")).orThrow();
    var issuer =
        trust.orchestrators().stream()
            .filter(known -> known.key().equals(orchestrator.publicKey()))
            .map(Orchestrator::name)
            .findFirst()
            .orElseThrow();
    var origin =
        trust.logs().stream()
            .filter(known -> known.key().equals(log.publicKey()))
            .map(TrustedLog::name)
            .findFirst()
            .orElseThrow();
    return new Loot(
        orchestrator,
        issuer,
        new LogSigner(origin, log),
        AgentCa.open(home, now, chance).orThrow(),
        home.resolve("audit"));
  }
}
