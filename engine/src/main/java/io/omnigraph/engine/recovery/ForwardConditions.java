package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.storage.table.TableStore;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold, beside complete tables, before an operation may be published by somebody else
 * than its writer.
 *
 * <ul>
 *   <li>Mutation, load: what validation read is unchanged on the branch.
 *   <li>Merge: the branch's head is the one it was computed on; it never gets another parent.
 *   <li>Fold: it says up to which commit each table holds everything.
 *   <li>Schema change: confirmed, the head as before, the schema's object there, and on main its
 *       three files, staged or accepted.
 *   <li>All: the tables to be registered exist.
 * </ul>
 */
final class ForwardConditions {
  private final TableStore tables;
  private final StagedSchema schema;

  ForwardConditions(TableStore tables, StagedSchema schema) {
    this.tables = tables;
    this.schema = schema;
  }

  /**
   * The first condition that does not hold, or empty.
   *
   * @param baseSeq graph version that the operation was made on
   */
  Optional<String> obstacle(Sidecar sidecar, GraphSnapshot fresh, long baseSeq) {
    Optional<String> own =
        switch (sidecar.writerKind()) {
          case MUTATION, LOAD ->
              readSet(sidecar, fresh).or(() -> newerRows(sidecar, fresh, baseSeq));
          case BRANCH_MERGE -> head(sidecar, fresh);
          case SCHEMA_APPLY -> schemaChange(sidecar, fresh);
          case FOLD -> foldedSeqs(sidecar);
          case ENSURE_INDICES, OPTIMIZE -> Optional.empty();
        };
    return own.or(() -> schemaFiles(sidecar)).or(() -> registrations(sidecar));
  }

  private static Optional<String> readSet(Sidecar sidecar, GraphSnapshot fresh) {
    for (Sidecar.Read read : sidecar.readSet()) {
      TableEntry now = fresh.entries().byId(read.tableId());
      if (now == null || now.version() != read.version()) {
        return Optional.of(read.tableKey() + ", which it relied on, was changed since");
      }
    }
    return Optional.empty();
  }

  /** Deltas leave the version of a table as it is. */
  private static Optional<String> newerRows(Sidecar sidecar, GraphSnapshot fresh, long baseSeq) {
    Set<Long> tables = new HashSet<>();
    sidecar.readSet().forEach(read -> tables.add(read.tableId()));
    sidecar.tables().forEach(pin -> tables.add(pin.tableId()));
    return fresh.entries().values().stream()
        .filter(entry -> tables.contains(entry.tableId()) && entry.contentSeq() > baseSeq)
        .findFirst()
        .map(entry -> "rows of " + entry.tableKey() + " were changed since");
  }

  /** Without it deltas would be lost that came after those that the fold took. */
  private static Optional<String> foldedSeqs(Sidecar sidecar) {
    return IntendedChange.intents(sidecar).stream()
        .filter(intent -> intent.foldedSeq() == null)
        .findFirst()
        .map(intent -> "it does not say which deltas of " + intent.tableKey() + " it folded");
  }

  private static Optional<String> head(Sidecar sidecar, GraphSnapshot fresh) {
    return fresh.commitId().equals(sidecar.expectedHead())
        ? Optional.empty()
        : Optional.of("the branch moved on to commit " + fresh.commitId());
  }

  private static Optional<String> schemaChange(Sidecar sidecar, GraphSnapshot fresh) {
    if (!sidecar.confirmed()) {
      return Optional.of("its effects were never confirmed");
    }
    if (sidecar.schemaTargetHash() == null) {
      return Optional.of("it names no schema");
    }
    return head(sidecar, fresh);
  }

  /** For every kind that names a schema; of a merge that changes none there is nothing to check. */
  private Optional<String> schemaFiles(Sidecar sidecar) {
    String target = sidecar.schemaTargetHash();
    boolean changes = target != null && !target.equals(sidecar.schemaBaseHash());
    if (!changes && sidecar.writerKind() != WriterKind.SCHEMA_APPLY) {
      return Optional.empty();
    }
    if (schema.object(target).isEmpty()) {
      return Optional.of("the object of schema version " + target + " is missing or damaged");
    }
    return sidecar.branch() != null || schema.isReadyFor(target)
        ? Optional.empty()
        : Optional.of("the staged schema files are not those of version " + target);
  }

  private Optional<String> registrations(Sidecar sidecar) {
    List<Sidecar.Intent> intents = IntendedChange.intents(sidecar);
    for (Sidecar.Intent intent : intents) {
      if (intent.op() == Sidecar.Op.REGISTER && !tables.exists(intent.path())) {
        return Optional.of("the new table " + intent.path() + " is not there");
      }
    }
    return Optional.empty();
  }
}
