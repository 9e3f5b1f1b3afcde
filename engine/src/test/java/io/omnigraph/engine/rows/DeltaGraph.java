package io.omnigraph.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.manifest.DeltaChain;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** One table with branches, committed to by deltas, by files and by folds, beside a plain model. */
public final class DeltaGraph implements AutoCloseable {
  public static final String MAIN = LanceManifest.MAIN;
  static final TableType TYPE =
      Schemas.compile("node Item { code: String @key  n: I32?  score: F64?  note: String? }")
          .table("Item")
          .orElseThrow();

  /** A state, and the rows that it must hold by key. */
  public record State(String branch, TableEntry entry, Map<String, Object[]> rows) {
    public State {
      rows = new TreeMap<>(rows);
    }
  }

  /** What one transaction writes: whole rows by key; a null deletes. */
  public static final class Change extends TreeMap<String, Object[]> {
    private static final long serialVersionUID = 1;
  }

  final TableStore tables;
  final TableType type;
  final String path;
  TableCache cache;
  private final List<TableCache> closed = new ArrayList<>();
  final Map<String, State> heads = new HashMap<>();
  private long seq = 1;
  private int written;

  /** Of {@link #TYPE}. */
  DeltaGraph(TableStore tables) {
    this(tables, TYPE, "nodes/0123456789abcdef");
  }

  public DeltaGraph(TableStore tables, TableType type, String path) {
    this.tables = tables;
    this.type = type;
    this.path = path;
    this.cache = new TableCache(tables);
    try (StagedWrite create = tables.stageCreate(path, type.storedSchema(), List.of(), Map.of())) {
      assertThat(tables.commit(create)).isInstanceOf(CommitOutcome.Committed.class);
    }
    heads.put(MAIN, new State(MAIN, entry(1, null, 0, 1, DeltaChain.NONE), Map.of()));
  }

  private TableEntry entry(
      long version, String branch, long rowCount, long pinSeq, DeltaChain deltas) {
    return new TableEntry(1, type.tableKey(), path, version, branch, rowCount, pinSeq, deltas);
  }

  /** A row with values that no other has. */
  Object[] row(String key) {
    int n = ++written;
    return new Object[] {key, n, n % 7 == 0 ? null : n / 4.0, n % 5 == 0 ? null : "note " + n};
  }

  public State head(String branch) {
    return heads.get(branch);
  }

  public StoredTable open(State state) {
    return cache.open(state.entry(), type, state.branch());
  }

  public RowsView view(String branch) {
    return RowsView.of(type, open(head(branch)));
  }

  /** As after a start of the process; states of before stay readable. */
  public void reopen() {
    closed.add(cache);
    cache = new TableCache(tables);
  }

  public void branch(String from, String name) {
    State head = heads.get(from);
    heads.put(name, new State(name, head.entry(), head.rows()));
  }

  /** The head with a transaction's changes. */
  public RowsView pending(String branch, Change change) {
    RowsView view = RowsView.of(type, open(heads.get(branch)));
    Overlay overlay = new Overlay(1 << 20);
    for (Map.Entry<String, Object[]> row : change.entrySet()) {
      int now = view.find(bytes(row.getKey()));
      int origin = now;
      if (now >= 0) {
        origin = now < view.storedLimit() ? now : view.origin(now - view.storedLimit());
        view = view.removed(new int[] {now}, 1);
      }
      if (row.getValue() != null) {
        view =
            view.inserted(
                GraphFixture.rows(type, new Object[][] {row.getValue()}),
                new int[] {origin},
                overlay);
      }
    }
    return view;
  }

  public static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, Object[]> rowsAfter(String branch, Change change) {
    Map<String, Object[]> rows = new TreeMap<>(heads.get(branch).rows());
    change.forEach(
        (key, row) -> {
          if (row == null) {
            rows.remove(key);
          } else {
            rows.put(key, row);
          }
        });
    return rows;
  }

  /** A small commit; nothing when the change is none. */
  public void commitDelta(String branch, Change change) {
    RowsView view = pending(branch, change);
    NetChange net = NetChange.of(view);
    if (!net.isEmpty()) {
      TableEntry before = heads.get(branch).entry();
      long now = ++seq;
      DeltaChain deltas =
          before.deltas().with(now, "c" + now + branch, DeltaCodec.encode(view, net));
      Map<String, Object[]> rows = rowsAfter(branch, change);
      TableEntry after =
          entry(before.version(), before.branch(), rows.size(), before.pinSeq(), deltas);
      heads.put(branch, new State(branch, after, rows));
    }
  }

  /** A commit to the files that holds all deltas before it. */
  public void commitFiles(String branch, Change change) {
    PinChange net = PinChange.of(pending(branch, change));
    if (!net.isEmpty() && mayCommit(branch)) {
      TableRef after = commit(branch, net);
      Map<String, Object[]> rows = rowsAfter(branch, change);
      TableEntry entry =
          entry(after.version(), after.branch(), rows.size(), ++seq, DeltaChain.NONE);
      heads.put(branch, new State(branch, entry, rows));
    }
  }

  /** Takes all deltas but the newest few into files. */
  public void fold(String branch, int left) {
    State head = heads.get(branch);
    DeltaChain deltas = head.entry().deltas();
    DeltaChain folded = deltas.before(Math.min(left, deltas.length()));
    if (folded.isEmpty() || !mayCommit(branch)) {
      return;
    }
    TableEntry entry = head.entry();
    TableEntry part = entry(entry.version(), entry.branch(), 0, entry.pinSeq(), folded);
    RowsView view = RowsView.of(type, cache.open(part, type, branch));
    PinChange net = PinChange.of(view);
    TableRef after = commit(branch, net); // also when its deltas cancel each other out
    TableEntry now =
        entry(
            after.version(),
            after.branch(),
            head.rows().size(),
            folded.seq(),
            deltas.after(folded.seq()));
    heads.put(branch, new State(branch, now, head.rows()));
  }

  /** A commit to the files that changes nothing, below the deltas: as when one is undone. */
  public void restore(String branch) {
    State head = heads.get(branch);
    TableEntry entry = head.entry();
    try (StagedWrite write = tables.stageRestore(entry.ref(), entry.version(), Map.of())) {
      assertThat(tables.commit(write)).isInstanceOf(CommitOutcome.Committed.class);
    }
    TableEntry after =
        entry(
            entry.version() + 1, entry.branch(), entry.rowCount(), entry.pinSeq(), entry.deltas());
    heads.put(branch, new State(branch, after, head.rows()));
  }

  /** A table without fragments is not forked but made anew, which is not the matter here. */
  private boolean mayCommit(String branch) {
    TableRef base = heads.get(branch).entry().ref();
    try (TableSnapshot snapshot = tables.open(base)) {
      return Objects.equals(base.branch(), LanceManifest.nativeName(branch))
          || !snapshot.fragments().isEmpty();
    }
  }

  private TableRef commit(String branch, PinChange net) {
    TableRef base = heads.get(branch).entry().ref();
    String nativeBranch = LanceManifest.nativeName(branch);
    if (!Objects.equals(nativeBranch, base.branch())) {
      tables.createBranch(base, nativeBranch);
      base = new TableRef(path, nativeBranch, tables.latestVersion(path, nativeBranch));
    }
    try (TableSnapshot snapshot = tables.open(base)) {
      TableChange change =
          net.isEmpty() ? TableChange.NOTHING : net.stage(null, () -> tables.stager(snapshot));
      try (StagedWrite write = tables.stage(snapshot, change, Map.of())) {
        assertThat(tables.commit(write)).isInstanceOf(CommitOutcome.Committed.class);
      }
    }
    return new TableRef(path, base.branch(), base.version() + 1);
  }

  public List<String> keys(String branch) {
    return new ArrayList<>(heads.get(branch).rows().keySet());
  }

  @Override
  public void close() {
    closed.forEach(TableCache::close);
    cache.close();
  }
}
