/**
 * The only module that knows Lance and Arrow. It must not know graphs or SQL. Start at {@link
 * io.omnigraph.storage.table.TableStore}.
 */
package io.omnigraph.storage;
