package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.NodeType;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.validate.RowRules;
import io.omnigraph.engine.validate.Uniqueness;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One statement of a {@link GraphSession}. */
final class SessionStatement implements StatementScope {
  private final GraphSession session;
  private final OpenGraph graph;
  private final Transaction transaction;
  private final String branch;
  private final Transaction.State before;
  private final boolean looking;
  private long cascaded;
  private boolean ended;

  private SessionStatement(
      GraphSession session,
      OpenGraph graph,
      Transaction transaction,
      String branch,
      boolean looking) {
    this.looking = looking;
    this.session = session;
    this.graph = graph;
    this.transaction = transaction;
    this.branch = branch;
    this.before = transaction.state();
  }

  static SessionStatement running(
      GraphSession session, OpenGraph graph, Transaction transaction, String branch) {
    return new SessionStatement(session, graph, transaction, branch, false);
  }

  /** Reads of it do not count, and it cannot write. */
  static SessionStatement looking(
      GraphSession session, OpenGraph graph, Transaction transaction, String branch) {
    return new SessionStatement(session, graph, transaction, branch, true);
  }

  @Override
  public ReadView view() {
    return view(branch);
  }

  @Override
  public ReadView view(String name) {
    requireOpen();
    GraphView view = transaction.view(name);
    return transaction.isolation() == Session.Isolation.SERIALIZABLE && !looking
        ? new TrackedView(view, transaction)
        : view;
  }

  @Override
  public ColumnBatch insert(String table, ColumnBatch rows) {
    RowsView view = writable(table);
    if (rows.rowCount() == 0) {
      return rows;
    }
    ColumnBatch complete = GeneratedKeys.complete(view.type(), rows, graph.ulids());
    new RowRules(view.type()).check(complete);
    Uniqueness.checkKey(view, complete);
    Uniqueness.checkUnique(view, complete);
    apply(view.inserted(complete, origins(view, complete), transaction.overlay()));
    return complete;
  }

  /** A row whose key was deleted in this transaction replaces the stored one. */
  private static int[] origins(RowsView view, ColumnBatch rows) {
    KeyColumns keys = KeyColumns.of(rows, view.type().keyColumns());
    int[] origins = new int[rows.rowCount()];
    for (int row = 0; row < origins.length; row++) {
      origins[row] = view.hiddenCount() == 0 ? -1 : view.findStored(keys, rows.position(row));
    }
    return origins;
  }

  @Override
  public long update(String table, ColumnBatch rows) {
    RowsView view = writable(table);
    int count = rows.rowCount();
    if (count == 0) {
      return 0;
    }
    ColumnBatch compact = Columns.compact(rows);
    new RowRules(view.type()).check(compact);
    KeyColumns keys = KeyColumns.of(compact, view.type().keyColumns());
    int[] found = new int[count];
    int[] origins = new int[count];
    for (int row = 0; row < count; row++) {
      found[row] = view.find(keys, row);
      if (found[row] < 0) {
        throw new OmnigraphException(
            ErrorCode.INTERNAL, "update of a row of " + table + " that does not exist");
      }
      origins[row] =
          found[row] < view.storedLimit()
              ? found[row]
              : view.origin(found[row] - view.storedLimit());
    }
    RowsView without = view.removed(found, count);
    if (count > 1) {
      Uniqueness.checkKey(without, compact); // a key given twice
    }
    Uniqueness.checkUnique(without, compact);
    apply(without.inserted(compact, origins, transaction.overlay()));
    return count;
  }

  @Override
  public long delete(String table, int[] rows) {
    RowsView view = writable(table);
    if (rows.length == 0) {
      return 0;
    }
    if (view.type() instanceof NodeType node) {
      graph.steps().at(PublishStep.MUTATION_DELETE_NODE_PRE_PRIMARY_DELETE);
      cascade(node, rows);
    }
    apply(view.removed(rows, rows.length));
    return rows.length;
  }

  private void cascade(NodeType node, int[] rows) {
    GraphView view = transaction.view(branch);
    for (EdgeType edge : view.schema().edgeTypes()) {
      boolean out = edge.from().equalsIgnoreCase(node.name());
      boolean in = edge.to().equalsIgnoreCase(node.name());
      if (out || in) {
        RowsView edges = view.rows(edge);
        int[] incident =
            edges.rowCount() == 0
                ? new int[0]
                : IncidentEdges.of(view.topology(edge.name()), edges, rows, out, in);
        if (incident.length > 0) {
          cascaded += incident.length;
          apply(edges.removed(incident, incident.length));
        }
      }
    }
  }

  @Override
  public long cascaded() {
    return cascaded;
  }

  @Override
  public void alterSchema(SchemaEdit edit) {
    requireWritable();
    PendingChanges changes = transaction.changesOn(branch);
    GraphSchema next = Schemas.apply(changes.schema(), edit, branch);
    if (next.hash().equals(changes.schema().hash())) {
      return;
    }
    Set<Long> known =
        changes.schema().tables().stream().map(TableType::typeId).collect(Collectors.toSet());
    Set<Long> wanted = next.tables().stream().map(TableType::typeId).collect(Collectors.toSet());
    Map<String, RowsView> tables = new TreeMap<>(changes.tables());
    tables.values().removeIf(rows -> !wanted.contains(rows.type().typeId()));
    for (TableType type : next.tables()) {
      if (!known.contains(type.typeId())) {
        tables.put(type.tableKey(), RowsView.ofNew(type));
      }
    }
    transaction.change(branch, changes.with(next, tables));
  }

  /** The branch as this statement sees it now. */
  GraphView pendingView() {
    return transaction.view(branch);
  }

  /** What a load left open, for the message of a commit that fails for it. */
  void noteOpenEnds(OpenEnds ends) {
    transaction.noteOpenEnds(ends);
  }

  /** Empties a table and leaves its edges, for a load that brings the rows anew. */
  void removeAll(String table) {
    RowsView view = writable(table);
    int[] rows = new int[Math.toIntExact(view.rowCount())];
    int count = 0;
    for (int row = 0; row < view.rowNumberLimit(); row++) {
      if (view.isLive(row)) {
        rows[count++] = row;
      }
    }
    apply(view.removed(rows, count));
    String key = view.type().tableKey();
    transaction.change(branch, transaction.changesOn(branch).withOverwritten(key));
  }

  private RowsView writable(String table) {
    requireWritable();
    transaction.changesOn(branch);
    return transaction.view(branch).table(table);
  }

  private void requireWritable() {
    requireOpen();
    if (looking) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "a write in a scope that only looks");
    }
    session.requireWritable("A write");
  }

  private void requireOpen() {
    if (ended) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "the statement has ended");
    }
  }

  private void apply(RowsView rows) {
    transaction.change(branch, transaction.changesOn(branch).with(rows));
  }

  @Override
  public void complete() {
    requireOpen();
    ended = true;
    session.ended(transaction, true);
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      transaction.restore(before);
      session.ended(transaction, false);
    }
  }
}
