package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.topology.Adjacency;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.engine.topology.Topology;
import java.util.Arrays;

/** Edges that go when nodes go. */
final class IncidentEdges {
  private final Topology topology;
  private final long[] seen;
  private int[] edges = new int[16];
  private int count;

  private IncidentEdges(Topology topology, int edgeLimit) {
    this.topology = topology;
    this.seen = RowBits.ofSize(edgeLimit);
  }

  /** Each edge that begins ({@code out}) or ends ({@code in}) at one of the nodes, once. */
  static int[] of(Topology topology, RowsView edges, int[] nodes, boolean out, boolean in) {
    IncidentEdges incident = new IncidentEdges(topology, edges.rowNumberLimit());
    if (out) {
      incident.add(incident.topology.out(), nodes);
    }
    if (in) {
      incident.add(incident.topology.in(), nodes);
    }
    return Arrays.copyOf(incident.edges, incident.count);
  }

  private void add(Adjacency adjacency, int[] nodes) {
    Neighbours run = new Neighbours();
    for (int node : nodes) {
      adjacency.seek(node, run);
      for (int i = run.from(); i < run.to(); i++) {
        int edge = run.edges()[i];
        if (!RowBits.get(seen, edge)) {
          RowBits.set(seen, edge);
          edges = count == edges.length ? Arrays.copyOf(edges, count * 2) : edges;
          edges[count++] = edge;
        }
      }
    }
  }
}
