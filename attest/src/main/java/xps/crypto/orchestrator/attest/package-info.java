/**
 * Proves that a patch is exactly what enough trusted persons have signed.
 *
 * <p>Comes in: a manifest, a trust store, the artifacts behind the {@code ArtifactSource} port.
 * Goes out: an {@code AttestedPatch}, which nobody but the verifier can make, or every reason why
 * there is none.
 *
 * <p>Stays out: who may receive the patch, and when. Files are read by the loaders that take a
 * {@code Path} and by nothing else.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.attest.Verifier#requireAll}.
 */
@NullMarked
package xps.crypto.orchestrator.attest;

import org.jspecify.annotations.NullMarked;
