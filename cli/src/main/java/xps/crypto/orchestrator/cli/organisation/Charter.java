package xps.crypto.orchestrator.cli.organisation;

import java.time.Instant;
import java.util.List;
import xps.crypto.orchestrator.document.Grammar;

/**
 * What an organisation is to be like.
 *
 * @param environment the one that its policy and its orchestrator are for
 * @param hours when changes may happen
 * @param requiredSignatures how many of its two signers each artifact takes: 1 or 2
 * @param installed the version that its machines run at the beginning
 */
public record Charter(
    String environment,
    Hours hours,
    int requiredSignatures,
    Pace pace,
    String installed,
    List<Machine> machines) {
  /** What machines run before anything was rolled out to them. */
  public static final String FIRST_VERSION = "3.2.0";

  public Charter {
    if (!Grammar.isId(environment)) {
      throw new IllegalArgumentException("not the name of an environment: " + environment);
    }
    if (requiredSignatures < 1 || requiredSignatures > Staff.SIGNERS.size()) {
      throw new IllegalArgumentException("an artifact takes 1 or 2 signatures");
    }
    if (machines.isEmpty()) {
      throw new IllegalArgumentException("an organisation without machines has nothing to patch");
    }
    machines = List.copyOf(machines);
  }

  /** Nine machines in {@code prod}, and a window that is open now. */
  public static Charter usual(Instant now) {
    return new Charter("prod", Hours.around(now), 1, Pace.USUAL, FIRST_VERSION, Machine.nine());
  }

  public Charter withEnvironment(String name) {
    return new Charter(name, hours, requiredSignatures, pace, installed, machines);
  }

  public Charter withHours(Hours other) {
    return new Charter(environment, other, requiredSignatures, pace, installed, machines);
  }

  public Charter withRequiredSignatures(int count) {
    return new Charter(environment, hours, count, pace, installed, machines);
  }

  public Charter withPace(Pace other) {
    return new Charter(environment, hours, requiredSignatures, other, installed, machines);
  }

  public Charter withMachines(List<Machine> others) {
    return new Charter(environment, hours, requiredSignatures, pace, installed, others);
  }
}
