package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.session.GraphView.EdgeRows;
import io.omnigraph.engine.topology.Topology;
import io.omnigraph.engine.topology.TopologyBuilder;
import io.omnigraph.engine.topology.TopologyChange;
import io.omnigraph.storage.column.Column;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last committed topology of each edge type and branch, and how that of another view follows
 * from it. Given up under memory pressure. Thread-safe.
 */
final class TopologyCache {
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();

  private record Cached(EdgeRows rows, Topology topology) {}

  private static final class Slot {
    SoftReference<Cached> last = new SoftReference<>(null);
  }

  Topology topology(EdgeRows rows, EdgeType type, String branch) {
    Slot slot =
        slots.computeIfAbsent(Long.toHexString(type.typeId()) + "/" + branch, k -> new Slot());
    synchronized (slot) {
      Cached last = slot.last.get();
      if (last != null && isSame(last.rows(), rows)) {
        return last.topology();
      }
      Topology topology =
          last != null && isComparable(last.rows(), rows)
              ? TopologyBuilder.apply(last.topology(), difference(last.rows(), rows, type))
              : build(rows, type);
      if (!isPending(rows)) {
        slot.last = new SoftReference<>(new Cached(rows, topology));
      }
      return topology;
    }
  }

  void forgetBranch(String branch) {
    slots.keySet().removeIf(key -> key.endsWith("/" + branch));
  }

  private static boolean isPending(EdgeRows rows) {
    return rows.edges().changed() || rows.from().changed() || rows.to().changed();
  }

  private static boolean isSame(EdgeRows a, EdgeRows b) {
    return !isPending(b)
        && a.edges().stored() == b.edges().stored()
        && a.from().stored() == b.from().stored()
        && a.to().stored() == b.to().stored();
  }

  private static boolean isComparable(EdgeRows a, EdgeRows b) {
    return isComparable(a.edges(), b.edges())
        && isComparable(a.from(), b.from())
        && isComparable(a.to(), b.to());
  }

  private static boolean isComparable(RowsView a, RowsView b) {
    return a.stored() != null && b.stored() != null && a.stored().sharesNumbersWith(b.stored());
  }

  private static Topology build(EdgeRows rows, EdgeType type) {
    int[] sources = ends(rows.edges(), type.srcColumns(), rows.from());
    int[] targets = ends(rows.edges(), type.dstColumns(), rows.to());
    for (int edge = 0; edge < sources.length; edge++) {
      if (sources[edge] < 0 || targets[edge] < 0) {
        sources[edge] = -1;
        targets[edge] = -1;
      }
    }
    return TopologyBuilder.build(
        sources, targets, rows.from().rowNumberLimit(), rows.to().rowNumberLimit());
  }

  private static int[] ends(RowsView edges, int[] columns, RowsView nodes) {
    int[] all = new int[edges.rowNumberLimit()];
    long[] live = edges.live();
    for (int edge = 0; edge < all.length; edge++) {
      all[edge] = live == null || RowBits.get(live, edge) ? edge : -1;
    }
    return nodes.findAll(keys(edges, columns), all, all.length);
  }

  private static KeyColumns keys(RowsView rows, int[] columns) {
    Column[] keys = new Column[columns.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = rows.column(columns[i]);
    }
    return new KeyColumns(keys);
  }

  private static TopologyChange difference(EdgeRows before, EdgeRows after, EdgeType type) {
    int[] gone = before.edges().rowsNotIn(after.edges());
    int[] come = after.edges().rowsNotIn(before.edges());
    TopologyChange.Moves sources = moves(before.from(), after.from());
    TopologyChange.Moves targets =
        before.from().type() == before.to().type() ? sources : moves(before.to(), after.to());
    return new TopologyChange(
        after.from().rowNumberLimit(),
        after.to().rowNumberLimit(),
        edgeRows(before, gone, type),
        edgeRows(after, come, type),
        sources,
        targets);
  }

  private static TopologyChange.EdgeRows edgeRows(EdgeRows rows, int[] edges, EdgeType type) {
    KeyColumns src = keys(rows.edges(), type.srcColumns());
    KeyColumns dst = keys(rows.edges(), type.dstColumns());
    int[] sources = rows.from().findAll(src, edges, edges.length);
    int[] targets = rows.to().findAll(dst, edges, edges.length);
    int count = 0;
    for (int i = 0; i < edges.length; i++) {
      // A pending edge may wait for its end until the commit, and is nobody's neighbour till then.
      if (sources[i] >= 0 && targets[i] >= 0) {
        edges[count] = edges[i];
        sources[count] = sources[i];
        targets[count++] = targets[i];
      }
    }
    return count == edges.length
        ? new TopologyChange.EdgeRows(edges, sources, targets)
        : new TopologyChange.EdgeRows(
            Arrays.copyOf(edges, count),
            Arrays.copyOf(sources, count),
            Arrays.copyOf(targets, count));
  }

  private static TopologyChange.Moves moves(RowsView before, RowsView after) {
    int[] gone = before.rowsNotIn(after);
    int[] now = after.findAll(keys(before, before.type().keyColumns()), gone, gone.length);
    int count = 0;
    for (int i = 0; i < gone.length; i++) {
      if (now[i] >= 0) {
        gone[count] = gone[i];
        now[count++] = now[i];
      }
    }
    return new TopologyChange.Moves(Arrays.copyOf(gone, count), Arrays.copyOf(now, count));
  }
}
