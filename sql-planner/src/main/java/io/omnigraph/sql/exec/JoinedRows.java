package io.omnigraph.sql.exec;

import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.engine.topology.Adjacency;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import java.util.Arrays;

/**
 * Finds the rows of a table that a few key values may join with, through the key index or, for an
 * end of an edge, through the topology; so that a join of few rows reads no whole table.
 *
 * @param via what the column is in the table
 * @param nodes the table whose key the values are
 */
public record JoinedRows(ScanNode scan, Via via, String nodes) {
  /** More left rows than this are joined with the whole table. */
  static final int MOST_KEYS = 2 * ColumnBatch.MAX_ROWS;

  /** What a join column is in its table. */
  public enum Via {
    KEY,
    SRC,
    DST
  }

  /** Those rows and perhaps others; NULL counts as any value. */
  ColumnBatch of(Column keys, Execution execution) {
    ReadView view = execution.view(scan.table().branch());
    int[] found = distinct(view.table(nodes).find(ColumnBatch.of(keys)));
    TableView table = execution.table(scan.table());
    int[] rows = via == Via.KEY ? found : edges(view, found);
    return KeyLookupNode.gather(table, scan.columns(), rows, rows.length);
  }

  private static int[] distinct(int[] rows) {
    return Arrays.stream(rows).filter(row -> row >= 0).sorted().distinct().toArray();
  }

  /** In the order of a scan. */
  private int[] edges(ReadView view, int[] ends) {
    var topology = view.topology(scan.table().table());
    Adjacency adjacency = via == Via.SRC ? topology.out() : topology.in();
    int count = 0;
    for (int end : ends) {
      count += adjacency.degree(end);
    }
    int[] edges = new int[count];
    int at = 0;
    Neighbours run = new Neighbours();
    for (int end : ends) {
      adjacency.seek(end, run);
      System.arraycopy(run.edges(), run.from(), edges, at, run.size());
      at += run.size();
    }
    Arrays.sort(edges);
    return edges;
  }
}
