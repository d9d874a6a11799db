package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import xps.crypto.orchestrator.audit.Appended;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.TlogProof;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/** What the runner does with the audit log. A test puts its crashes between the two. */
interface AuditTrail {

  Appended append(List<AuditRecord> records) throws IOException;

  void evidence(Bytes content) throws IOException;

  TlogProof inclusion(long index) throws IOException;

  List<Sha256> consistency(long oldSize) throws IOException;

  long size() throws IOException;

  SortedMap<Long, AuditRecord> ofRollout(String rollout) throws IOException;

  static AuditTrail of(AuditLog log) {
    return new AuditTrail() {
      @Override
      public Appended append(List<AuditRecord> records) throws IOException {
        return log.append(records);
      }

      @Override
      public void evidence(Bytes content) throws IOException {
        log.evidence(content);
      }

      @Override
      public TlogProof inclusion(long index) throws IOException {
        return log.inclusion(index);
      }

      @Override
      public List<Sha256> consistency(long oldSize) throws IOException {
        return log.consistency(oldSize);
      }

      @Override
      public long size() throws IOException {
        return log.size();
      }

      @Override
      public SortedMap<Long, AuditRecord> ofRollout(String rollout) throws IOException {
        return log.ofRollout(rollout);
      }
    };
  }
}
