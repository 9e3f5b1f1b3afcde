package io.omnigraph.engine.manifest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

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
    String metadata) {
  /** The time, as {@link #createdAtMicros}. */
  public static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
