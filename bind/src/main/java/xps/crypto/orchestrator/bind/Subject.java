package xps.crypto.orchestrator.bind;

import xps.crypto.orchestrator.document.Sha256;

/**
 * What a rollout is about: this body, by this approved plan, in this environment, for this attempt.
 *
 * <p>At most one rollout of a subject is unfinished at any time, so whoever starts the same {@code
 * apply} again takes that one up instead of beginning a second.
 */
public record Subject(Sha256 body, Sha256 plan, String environment, int attempt) {}
