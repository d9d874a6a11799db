package xps.crypto.orchestrator.guard;

import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Place;

/**
 * Somebody whose approvals may count.
 *
 * @param person who it is: several approvers may be one person, who counts once
 */
public record Approver(String name, String person, Role role, VerifyingKey key, Place place) {}
