package io.omnigraph.engine.manifest;

/**
 * What a publish writes about its commit; minted before any effect, the same in every attempt.
 *
 * @param mergedParentId second parent of a merge, else null
 * @param metadata JSON or null
 */
public record Lineage(
    String commitId,
    String mergedParentId,
    String actorId,
    String operationId,
    String writerKind,
    String schemaHash,
    long createdAtMicros,
    String metadata) {}
