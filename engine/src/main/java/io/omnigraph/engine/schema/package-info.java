/**
 * Node and edge types, their {@code .pg} text, IR and hash; knows texts, no files and no rows.
 *
 * <p>Start at {@link io.omnigraph.engine.schema.Schemas}. A text goes through {@code PgParser}
 * (what is written), {@code SchemaChecker} (what it means, without ids), {@code SchemaIds} (stable
 * ids), {@code IrWriter} (what is stored) and {@code TypeBuilder} (what the engine works with). DDL
 * is an edit of the text ({@code SchemaEditor}), then the same way.
 */
package io.omnigraph.engine.schema;
