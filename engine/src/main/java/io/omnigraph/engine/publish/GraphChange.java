package io.omnigraph.engine.publish;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.schema.GraphSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one writer wants, computed against {@code base} without side effects.
 *
 * @param work tables that certainly get a commit, in table order
 * @param deltas changes of rows that ride in the publish itself, in table order; none beside {@code
 *     work}, {@code dropped} or {@code schema}
 * @param dropped tables that end
 * @param schema the new schema, if it changes
 * @param reads pins that validation relied on, by table id
 */
public record GraphChange(
    WriterKind kind,
    String actorId,
    GraphSnapshot base,
    List<TableWork> work,
    List<ManifestOp.Delta> deltas,
    List<TableEntry> dropped,
    Optional<GraphSchema> schema,
    Map<Long, PublishRequest.Expectation> reads,
    String metadata) {
  public GraphChange {
    work = List.copyOf(work);
    deltas = List.copyOf(deltas);
    dropped = List.copyOf(dropped);
    reads = Map.copyOf(reads);
  }

  public boolean isEmpty() {
    return work.isEmpty() && deltas.isEmpty() && dropped.isEmpty() && schema.isEmpty();
  }

  /** Whether the publish is all there is to do. */
  boolean isDeltasOnly() {
    return !deltas.isEmpty() && work.isEmpty() && dropped.isEmpty() && schema.isEmpty();
  }
}
