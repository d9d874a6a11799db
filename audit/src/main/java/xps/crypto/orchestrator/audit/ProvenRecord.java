package xps.crypto.orchestrator.audit;

/** The evidence behind {@link VerifiedRecord}. */
record ProvenRecord(AuditRecord record, long index, Checkpoint checkpoint, LogKey log)
    implements VerifiedRecord {}
