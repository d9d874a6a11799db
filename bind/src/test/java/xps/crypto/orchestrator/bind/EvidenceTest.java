package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.AuditSummary;
import xps.crypto.orchestrator.audit.AuditVerification;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.Permit;

/** What a rollout leaves in the log's evidence, and whether somebody's hand in it is noticed. */
@Timeout(60)
class EvidenceTest {

  @TempDir Path folder;
  private final Organisation organisation = new Organisation();
  private Permit permit;
  private List<AuditRecord> records;

  @BeforeEach
  void a_rollout_that_goes_back_after_its_canary() throws Exception {
    try (var theatre = new Theatre(organisation, folder)) {
      organisation.plan().waves().get(1).nodes().forEach(theatre.fleet.sick::add);
      permit = theatre.permit();
      theatre
          .runner()
          .apply(permit, List.of(Canonical.bytes(organisation.trust().document())))
          .await();
      records = theatre.records();
    }
  }

  @Test
  void a_log_of_a_rollout_and_its_way_back_verifies_without_a_finding() throws Exception {
    assertThat(findings()).isEmpty();
    assertThat(evidence(permit.plan().patch().trustStore())).exists();
    assertThat(evidence(permit.plan().fleet().generation())).exists();
  }

  @Test
  void whatever_is_deleted_from_evidence_is_named() throws Exception {
    var needed = new TreeSet<Sha256>();
    for (var approval : permit.approvals()) {
      needed.add(approvalDigest(approval));
    }
    needed.add(permit.plan().digest());
    needed.add(permit.plan().plan().digest());
    needed.add(permit.plan().patch().bodyDigest());
    needed.add(organisation.policy().digest());
    records.stream().flatMap(record -> record.warrant().stream()).forEach(needed::add);
    assertThat(needed).hasSizeGreaterThanOrEqualTo(8);

    for (var digest : needed) {
      var kept = Files.readAllBytes(evidence(digest));
      Files.delete(evidence(digest));
      assertThat(findings())
          .anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(Code.NOT_FOUND);
            assertThat(finding.where()).isEqualTo("evidence/" + digest);
          });
      Files.write(evidence(digest), kept);
    }
    assertThat(findings()).isEmpty();
  }

  @Test
  void evidence_that_was_changed_is_a_refusal() throws Exception {
    var file = evidence(permit.plan().digest());
    Files.writeString(file, Files.readString(file) + " ");

    assertThat(verified().problems())
        .singleElement()
        .matches(problem -> problem.code() == Code.AUDIT_TAMPERED);
  }

  @Test
  void a_stranger_among_the_evidence_is_named() throws Exception {
    var stranger = Bytes.utf8("an approval that nobody gave");
    Files.write(evidence(stranger.sha256()), stranger.toArray());
    var anotherPatch = Canonical.bytes(new Organisation().manifest().document());
    var others = Bytes.utf8(anotherPatch.text().replace("hotfix-7", "hotfix-8"));
    Files.write(evidence(others.sha256()), others.toArray());

    assertThat(findings())
        .extracting(Problem::where)
        .containsExactlyInAnyOrder("evidence/" + stranger.sha256(), "evidence/" + others.sha256());
  }

  private static Sha256 approvalDigest(Approval approval) {
    return Canonical.digest(approval.document());
  }

  private Path evidence(Sha256 digest) {
    return folder.resolve("audit/evidence").resolve(digest.hex());
  }

  private Outcome<AuditSummary> verified() throws IOException {
    return AuditVerification.verify(folder.resolve("audit"), organisation.logSigner().key());
  }

  private List<Problem> findings() throws IOException {
    return switch (verified()) {
      case Outcome.Ok<AuditSummary>(_, var findings) -> findings;
      case Outcome.Refused<AuditSummary>(var problems) ->
          throw new AssertionError("refused: " + problems);
    };
  }
}
