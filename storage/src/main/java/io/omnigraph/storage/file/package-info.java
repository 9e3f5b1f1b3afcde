/** Making files durable and naming what went wrong with them. Knows nothing of tables. */
package io.omnigraph.storage.file;
