package xps.crypto.orchestrator.audit;

import xps.crypto.orchestrator.document.Sha256;

/**
 * What a log turned out to be when every byte of its directory had been read and fitted.
 *
 * @param size the number of leaves of its checkpoint
 * @param root the root of its checkpoint
 * @param records the number of lines; the same as the size
 * @param key whose signature the checkpoint carries
 */
public record AuditSummary(long size, Sha256 root, long records, LogKey key) {}
