package io.omnigraph.engine.manifest;

/**
 * One graph commit.
 *
 * @param seq graph version it made on its branch's line
 * @param parentId null only for genesis
 * @param mergedParentId second parent of a merge, else null
 * @param branch graph branch it was made on; null = main
 * @param createdAtMicros when its author made it
 * @param metadata JSON: message, application, counts; may be null
 */
public record GraphCommit(
    String commitId,
    long seq,
    String parentId,
    String mergedParentId,
    String branch,
    String actorId,
    String operationId,
    String writerKind,
    String schemaHash,
    long createdAtMicros,
    String metadata) {}
