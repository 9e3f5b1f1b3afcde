package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.engine.topology.Topology;
import io.omnigraph.engine.topology.TopologyBuilder;
import io.omnigraph.storage.column.LongColumn;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * A random graph of node types P and Q and edge types K (P to P), L (P to Q) and M (Q to Q), in
 * memory. Node keys are row number + 100; edges carry a number w.
 */
final class MemoryGraph implements ReadView {
  static final GraphSchema SCHEMA =
      Schemas.compile(
          """
          node P { id: I64 @key  v: I64 }
          node Q { id: I64 @key  v: I64 }
          edge K: P -> P { w: I64 }
          edge L: P -> Q { w: I64 }
          edge M: Q -> Q { w: I64 }
          """);

  private final Map<String, MemoryTable> tables = new HashMap<>();
  private final Map<String, int[][]> ends = new HashMap<>();
  private final Map<String, Topology> topologies = new HashMap<>();

  MemoryGraph(long seed) {
    Random random = new Random(seed);
    int ps = 1 + random.nextInt(4);
    int qs = 1 + random.nextInt(3);
    node("P", ps, random);
    node("Q", qs, random);
    edge("K", ps, ps, random);
    edge("L", ps, qs, random);
    edge("M", qs, qs, random);
  }

  private void node(String name, int rows, Random random) {
    LongColumn id = new LongColumn(LongStream.range(100, 100 + rows).toArray(), null);
    tables.put(
        name,
        new MemoryTable(
            SCHEMA.table(name).orElseThrow(),
            new LongColumn[] {id, numbers(rows, random)},
            rows,
            null));
  }

  private static LongColumn numbers(int rows, Random random) {
    return new LongColumn(LongStream.generate(() -> random.nextInt(4)).limit(rows).toArray(), null);
  }

  private void edge(String name, int sources, int targets, Random random) {
    int rows = random.nextInt(7);
    int[] src = new int[rows];
    int[] dst = new int[rows];
    for (int i = 0; i < rows; i++) {
      boolean live = random.nextInt(6) > 0;
      src[i] = live ? random.nextInt(sources) : -1;
      dst[i] = live ? random.nextInt(targets) : -1;
    }
    ends.put(name, new int[][] {src, dst});
    topologies.put(name, TopologyBuilder.build(src, dst, sources, targets));
    LongColumn none = new LongColumn(new long[rows], null);
    tables.put(
        name,
        new MemoryTable(
            SCHEMA.table(name).orElseThrow(),
            new LongColumn[] {none, none, numbers(rows, random)},
            rows,
            null));
  }

  /** Row numbers of source and destination of each edge, -1 where a row is no edge. */
  int[][] ends(String edgeType) {
    return ends.get(edgeType);
  }

  long number(String table, String property, int row) {
    MemoryTable view = tables.get(table);
    return ((LongColumn) view.column(view.type().columnIndex(property))).values()[row];
  }

  @Override
  public TableView table(String name) {
    return tables.get(name);
  }

  @Override
  public Topology topology(String edgeType) {
    return topologies.get(edgeType);
  }

  @Override
  public String branch() {
    return "main";
  }

  @Override
  public String commitId() {
    return "";
  }

  @Override
  public long seq() {
    return 0;
  }

  @Override
  public GraphSchema schema() {
    return SCHEMA;
  }
}
