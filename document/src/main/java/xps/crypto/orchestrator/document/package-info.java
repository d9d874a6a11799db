/**
 * Reads what people and machines write down, strictly, and writes what machines sign.
 *
 * <p>Comes in: the bytes of a JSON or YAML document, and its name for messages. Goes out: values
 * that know their line and column, a {@code Problem} for everything that is not as it has to be,
 * and canonical JSON, the one spelling of a value that is hashed and signed.
 *
 * <p>Stays out: what the fields mean. The room that owns a document reads its fields from here and
 * decides about them there. Clocks, threads and chance; files, but for {@link
 * xps.crypto.orchestrator.document.Source}, which turns whatever is wrong with one into a problem.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.document.Json#parse}, then at {@link
 * xps.crypto.orchestrator.document.Fields}.
 */
@NullMarked
package xps.crypto.orchestrator.document;

import org.jspecify.annotations.NullMarked;
