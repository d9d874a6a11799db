/**
 * The JSON Schemas of the documents that people write, as one table, from which {@code
 * docs/schemas} is generated and which is held against the readers. Start reading at {@link
 * xps.crypto.orchestrator.house.schema.SchemasTest}.
 */
@NullMarked
package xps.crypto.orchestrator.house.schema;

import org.jspecify.annotations.NullMarked;
