package io.omnigraph.engine.check;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.NodeType;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Values that no two rows of a table may share. Their hashes are held, a part of the table at a
 * time; rows with equal hashes are read again and compared.
 */
final class KeyCheck {
  /** Most pairs of equal hashes that are looked at. */
  private static final int CANDIDATES = 1_024;

  private final Findings findings;
  private final HashParts parts;

  KeyCheck(Findings findings, HashParts parts) {
    this.findings = findings;
    this.parts = parts;
  }

  /** The table's {@code @unique} constraints, and the key of an edge type. */
  void run(CheckedTable table) {
    if (!(table.type() instanceof NodeType)) {
      // A node's key is looked at together with the edges that name it.
      check(FindingKind.DUPLICATE_KEY, table, table.type().keyColumns());
    }
    for (Constraint constraint : table.type().constraints()) {
      if (constraint instanceof Constraint.Unique unique) {
        check(FindingKind.DUPLICATE_UNIQUE, table, unique.columns());
      }
    }
  }

  private void check(FindingKind kind, CheckedTable table, int[] columns) {
    int count = parts.count(table.rows().mostRows());
    for (int part = 0; part < count; part++) {
      collect(kind, table, columns, part, count);
    }
  }

  /** The hashes of a part of a table's keys; what is there twice is told. */
  HashedKeys collect(FindingKind kind, CheckedTable table, int[] columns, int part, int count) {
    HashedKeys keys = new HashedKeys(parts.size(table.rows().mostRows(), count));
    Set<Long> twice = new HashSet<>();
    table.forEach(
        columns,
        batch -> {
          KeyColumns values = CheckedTable.keys(batch);
          for (int row = 0; row < batch.rowCount(); row++) {
            int position = batch.position(row);
            if (values.hasNull(position)) {
              continue;
            }
            long hash = values.longHash(position);
            if (parts.isIn(hash, part, count) && keys.add(hash) >= 0 && twice.size() < CANDIDATES) {
              twice.add(hash);
            }
          }
        });
    if (!twice.isEmpty()) {
      compare(kind, table, columns, twice);
    }
    return keys;
  }

  private void compare(FindingKind kind, CheckedTable table, int[] columns, Set<Long> hashes) {
    Map<String, Integer> rows = new TreeMap<>();
    table.forEach(
        columns,
        batch -> {
          KeyColumns values = CheckedTable.keys(batch);
          for (int row = 0; row < batch.rowCount(); row++) {
            int position = batch.position(row);
            if (!values.hasNull(position) && hashes.contains(values.longHash(position))) {
              rows.merge(table.shown(columns, values, position), 1, Integer::sum);
            }
          }
        });
    rows.forEach(
        (key, count) -> {
          if (count > 1) {
            findings.add(kind, table.key(), key, count + " rows have these values");
          }
        });
  }
}
