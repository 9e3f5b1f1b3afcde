/** Tables: snapshots at a version, scans, staged writes and their commit. Start at TableStore. */
package io.omnigraph.storage.table;
