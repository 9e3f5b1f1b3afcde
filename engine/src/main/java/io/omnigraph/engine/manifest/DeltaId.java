package io.omnigraph.engine.manifest;

/** Names one commit's delta of one table on a branch's line. */
record DeltaId(long tableId, long seq) {}
