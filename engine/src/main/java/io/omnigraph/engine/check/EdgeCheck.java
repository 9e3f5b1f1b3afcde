package io.omnigraph.engine.check;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.validate.Cardinality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys of a node table, and the ends of all edges that lead to it: each must be there, and each
 * node must have as many edges as it may. An end counts as there when a node's key has its hash,
 * which for keys of one integer column is exact.
 */
final class EdgeCheck {
  private final Findings findings;
  private final HashParts parts;
  private final KeyCheck keyCheck;
  private final Set<CheckedTable.Content> checkedNodes = new HashSet<>();
  private final Set<End> checkedEnds = new HashSet<>();

  private record End(CheckedTable.Content edges, CheckedTable.Content nodes, boolean source) {}

  /** One end of an edge table that leads to the node table. */
  private record Side(CheckedTable edges, EdgeType type, boolean source) {
    int[] columns() {
      return source ? type.srcColumns() : type.dstColumns();
    }

    boolean isCounted() {
      return source && Cardinality.isBounded(type);
    }
  }

  EdgeCheck(Findings findings, HashParts parts, KeyCheck keyCheck) {
    this.findings = findings;
    this.parts = parts;
    this.keyCheck = keyCheck;
  }

  /**
   * @param edges the edge tables of the same branch
   */
  void run(CheckedTable nodes, List<CheckedTable> edges) {
    List<Side> sides = new ArrayList<>();
    for (CheckedTable table : edges) {
      EdgeType type = (EdgeType) table.type();
      if (type.from().equals(nodes.type().name())) {
        addNew(sides, new Side(table, type, true), nodes);
      }
      if (type.to().equals(nodes.type().name())) {
        addNew(sides, new Side(table, type, false), nodes);
      }
    }
    if (checkedNodes.add(nodes.content()) || !sides.isEmpty()) {
      int count = parts.count(nodes.rows().mostRows());
      for (int part = 0; part < count; part++) {
        checkPart(nodes, sides, part, count);
      }
    }
  }

  private void addNew(List<Side> sides, Side side, CheckedTable nodes) {
    if (checkedEnds.add(new End(side.edges().content(), nodes.content(), side.source()))) {
      sides.add(side);
    }
  }

  private void checkPart(CheckedTable nodes, List<Side> sides, int part, int count) {
    HashedKeys keys =
        keyCheck.collect(FindingKind.DUPLICATE_KEY, nodes, nodes.type().keyColumns(), part, count);
    for (Side side : sides) {
      findings.guard(
          FindingKind.TABLE_UNREADABLE,
          side.edges().key(),
          side.edges().snapshot().ref().path(),
          () -> {
            int[] counts = side.isCounted() ? new int[keys.places()] : null;
            checkEnds(nodes, side, keys, counts, part, count);
            if (counts != null) {
              checkCounts(nodes, side, keys, counts, part, count);
            }
          });
    }
  }

  private void checkEnds(
      CheckedTable nodes, Side side, HashedKeys keys, int[] counts, int part, int count) {
    side.edges()
        .forEach(
            side.columns(),
            batch -> {
              KeyColumns ends = CheckedTable.keys(batch);
              for (int row = 0; row < batch.rowCount(); row++) {
                int position = batch.position(row);
                long hash = ends.longHash(position);
                if (ends.hasNull(position) || !parts.isIn(hash, part, count)) {
                  continue; // NULL breaks a rule of the row
                }
                int place = keys.find(hash);
                if (place < 0) {
                  tellMissing(nodes, side, ends, position);
                } else if (counts != null) {
                  counts[place]++;
                }
              }
            });
  }

  private void tellMissing(CheckedTable nodes, Side side, KeyColumns ends, int position) {
    if (!findings.isFull(FindingKind.MISSING_END, side.edges().key())) {
      findings.add(
          FindingKind.MISSING_END,
          side.edges().key(),
          side.edges().shown(side.columns(), ends, position),
          "%s of an edge, is no key of %s"
              .formatted(side.source() ? "src" : "dst", nodes.type().name()));
    }
  }

  private void checkCounts(
      CheckedTable nodes, Side side, HashedKeys keys, int[] counts, int part, int count) {
    long min = side.type().minEdges();
    long max = side.type().maxEdges().orElse(Long.MAX_VALUE);
    int[] columns = nodes.type().keyColumns();
    nodes.forEach(
        columns,
        batch -> {
          KeyColumns values = CheckedTable.keys(batch);
          for (int row = 0; row < batch.rowCount(); row++) {
            int position = batch.position(row);
            long hash = values.longHash(position);
            if (!parts.isIn(hash, part, count)) {
              continue;
            }
            int edges = counts[keys.find(hash)];
            if (edges < min || edges > max) {
              tellCount(nodes, side, edges, nodes.shown(columns, values, position));
            }
          }
        });
  }

  private void tellCount(CheckedTable nodes, Side side, int edges, String node) {
    String bounds =
        side.type().minEdges() + ".." + side.type().maxEdges().map(String::valueOf).orElse("*");
    findings.add(
        edges == 0 ? FindingKind.TOO_FEW_EDGES : FindingKind.CARDINALITY,
        side.edges().key(),
        node,
        "%s has %d edges, %s are allowed".formatted(nodes.type().name(), edges, bounds));
  }
}
