/** Typed columns in primitive arrays and batches over them. Knows nothing of files. */
package io.omnigraph.storage.column;
