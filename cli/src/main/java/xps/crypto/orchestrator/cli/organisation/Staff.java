package xps.crypto.orchestrator.cli.organisation;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import xps.crypto.orchestrator.attest.SigningKey;

/**
 * The people: two who sign patches, and two for each role that approves rollouts. Nobody is both,
 * so that no patch is approved by whoever made it.
 */
public record Staff(List<Member> signers, List<Member> approvers) {
  static final String SIGNER = "signer";
  static final String SECURITY_OFFICER = "security_officer";
  static final String RELEASE_MANAGER = "release_manager";

  /** The signers of the founding document. */
  static final List<String> SIGNERS = List.of("XPS Release", "Security Hotfix");

  public Staff {
    signers = List.copyOf(signers);
    approvers = List.copyOf(approvers);
  }

  static Staff hire(SecureRandom random) {
    var signers = SIGNERS.stream().map(name -> member(name, SIGNER, random)).toList();
    var approvers =
        List.of(
            member("anna", RELEASE_MANAGER, random),
            member("boris", RELEASE_MANAGER, random),
            member("carla", SECURITY_OFFICER, random),
            member("david", SECURITY_OFFICER, random));
    return new Staff(signers, approvers);
  }

  private static Member member(String name, String role, SecureRandom random) {
    return new Member(name, role, SigningKey.generate(random));
  }

  /** Everybody. */
  public List<Member> all() {
    return Stream.concat(signers.stream(), approvers.stream()).toList();
  }

  /** Who signs every patch. */
  public Member release() {
    return signers.getFirst();
  }

  /** Who signs in a hurry, or second. */
  public Member hotfix() {
    return signers.getLast();
  }

  /** Those who may approve a patch or a minor version; two of them are a quorum. */
  public List<Member> releaseManagers() {
    return approvers.stream().filter(member -> member.role().equals(RELEASE_MANAGER)).toList();
  }

  /** Those who may approve what is urgent. */
  public List<Member> securityOfficers() {
    return approvers.stream().filter(member -> member.role().equals(SECURITY_OFFICER)).toList();
  }
}
