package io.omnigraph.storage.table;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.InMemoryTables.Kind;
import io.omnigraph.storage.table.InMemoryTables.Line;
import io.omnigraph.storage.table.InMemoryTables.Version;
import io.omnigraph.storage.table.MemoryStagedWrite.NewFragment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tables as Lance would have them, without a disk: for tests that need millions of commits. Passes
 * {@link TableStoreContract}. Several stores over one {@link InMemoryTables} stand for several
 * processes.
 */
public final class InMemoryTableStore implements TableStore {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

  /** Places inside a call where another process may come in, or this one may die. */
  public enum Inside {
    /** A commit has seen that its base is the head, and has not committed. */
    COMMIT_AFTER_LOOK,
    /** A new branch has its tree and no ref. */
    CREATE_BRANCH_BEFORE_REF,
    /** A branch that is deleted has lost its ref and still has its tree. */
    DELETE_BRANCH_AFTER_REF
  }

  /** Told at each such place; no lock is held then. */
  @FunctionalInterface
  public interface Places {
    void at(Inside place);
  }

  private final InMemoryTables disk;
  private final Places places;
  private volatile boolean closed;

  public InMemoryTableStore(InMemoryTables disk, Places places) {
    this.disk = disk;
    this.places = places;
  }

  private void requireOpen() {
    if (closed) {
      throw new OmnigraphException(ErrorCode.CONNECTION_CLOSED, "graph");
    }
  }

  @Override
  public TableSnapshot open(TableRef ref) {
    requireOpen();
    synchronized (disk) {
      return new MemorySnapshot(disk, ref, disk.version(ref));
    }
  }

  @Override
  public boolean exists(String path) {
    return latestVersion(path, null) > 0;
  }

  @Override
  public long latestVersion(String path, String branch) {
    synchronized (disk) {
      Line line = disk.find(path, branch);
      return line == null ? 0 : line.latest();
    }
  }

  @Override
  public boolean isLatest(TableRef ref) {
    return latestVersion(ref.path(), ref.branch()) == ref.version() && ref.version() > 0;
  }

  @Override
  public RowStager stager(String path, String branch, TableSchema schema) {
    requireOpen();
    synchronized (disk) {
      return new MemoryStagedRows.Stager(path, branch, "d" + disk.nextStamp(), schema);
    }
  }

  // Staging.

  @Override
  public StagedWrite stageCreate(
      String path, TableSchema schema, List<StagedRows> rows, Map<String, String> properties) {
    TableRef base = new TableRef(path, null, 0);
    List<NewFragment> added = added(base, rows);
    return new MemoryStagedWrite(
        base, schema, Kind.CREATE, properties, Map.of(), added, null, count(rows));
  }

  @Override
  public StagedWrite stage(TableSnapshot base, TableChange change, Map<String, String> properties) {
    MemorySnapshot snapshot = (MemorySnapshot) base;
    check(change);
    List<NewFragment> added = new ArrayList<>();
    Map<Integer, long[]> deletions = new TreeMap<>();
    Kind kind = change.overwrite() ? Kind.OVERWRITE : Kind.APPEND;
    if (change.deleted().length + change.replaced().length > 0) {
      kind = Kind.CHANGE;
      delete(snapshot.version(), change.deleted(), deletions);
      delete(snapshot.version(), change.replaced(), deletions);
    }
    if (change.replaced().length > 0) {
      added.add(replacements(snapshot, change));
    }
    added.addAll(added(base.ref(), change.inserted()));
    long before = change.overwrite() ? 0 : base.rowCount() - change.deleted().length;
    return new MemoryStagedWrite(
        base.ref(),
        base.schema(),
        kind,
        properties,
        deletions,
        added,
        null,
        before + count(change.inserted()));
  }

  @Override
  public StagedWrite stageRestore(TableRef head, long version, Map<String, String> properties) {
    requireOpen();
    synchronized (disk) {
      Version target = disk.version(head.at(version));
      return new MemoryStagedWrite(
          head,
          target.schema(),
          Kind.RESTORE,
          properties,
          Map.of(),
          List.of(),
          target,
          target.rowCount());
    }
  }

  @Override
  public boolean isReadable(TableRef ref) {
    synchronized (disk) {
      Line line = disk.find(ref.path(), ref.branch());
      return line != null
          && line.versions.containsKey(ref.version())
          && !line.torn.contains(ref.version());
    }
  }

  @Override
  public void removeTornVersion(TableRef ref) {
    synchronized (disk) {
      long latest = latestVersion(ref.path(), ref.branch());
      if (isReadable(ref) || latest > ref.version()) {
        throw new OmnigraphException(ErrorCode.INTERNAL, ref + " is not a torn newest version");
      }
      if (latest < ref.version()) {
        return;
      }
      Line line = disk.find(ref.path(), ref.branch());
      line.versions.remove(ref.version());
      line.torn.remove(ref.version());
    }
  }

  @Override
  public Optional<Map<String, String>> commitProperties(TableRef ref) {
    synchronized (disk) {
      Line line = disk.find(ref.path(), ref.branch());
      boolean clone =
          ref.branch() != null && line != null && !line.versions.containsKey(ref.version() - 1);
      return isReadable(ref) && !clone
          ? Optional.of(disk.version(ref).properties())
          : Optional.empty();
    }
  }

  // Nothing here is a file, so there is none to list, to sum or to find damaged.

  @Override
  public List<StoredFile> files(String path) {
    return List.of();
  }

  @Override
  public Set<String> referencedFiles(TableRef ref) {
    return Set.of();
  }

  @Override
  public List<FileSum> sumsSince(TableRef ref, long version) {
    return List.of();
  }

  @Override
  public List<FileFault> verify(String path, List<FileSum> recorded) {
    return List.of();
  }

  @SuppressWarnings("ReferenceEquality") // only who says so may change nothing
  private static void check(TableChange change) {
    int touched = change.deleted().length + change.replaced().length;
    int replacements = change.replacements() == null ? 0 : change.replacements().rowCount();
    boolean nothing =
        change != TableChange.NOTHING && touched == 0 && count(change.inserted()) == 0;
    if (change.replaced().length != replacements
        || (change.overwrite() && touched > 0)
        || (!change.overwrite() && nothing)) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "a change that does not fit together");
    }
  }

  private static long count(List<StagedRows> rows) {
    return rows.stream().mapToLong(StagedRows::rowCount).sum();
  }

  private static List<NewFragment> added(TableRef base, List<StagedRows> rows) {
    List<NewFragment> added = new ArrayList<>();
    for (StagedRows staged : rows) {
      MemoryStagedRows own = (MemoryStagedRows) staged;
      own.requireFor(base.path(), base.branch());
      if (own.rowCount() > 0) {
        added.add(new NewFragment(own, null, null));
      }
    }
    return added;
  }

  private static MemoryFragment fragment(Version version, long address) {
    int id = (int) (address >>> 32);
    return version.fragments().stream().filter(f -> f.id() == id).findFirst().orElseThrow();
  }

  private static void delete(Version base, long[] addresses, Map<Integer, long[]> deletions) {
    for (long address : addresses) {
      MemoryFragment fragment = fragment(base, address);
      long[] gone =
          deletions.computeIfAbsent(
              fragment.id(),
              id ->
                  fragment.deletions() == null
                      ? Bits.create(fragment.physicalRows())
                      : fragment.deletions().clone());
      Bits.set(gone, (int) address);
    }
  }

  private NewFragment replacements(MemorySnapshot base, TableChange change) {
    long[] ids = new long[change.replaced().length];
    long[] created = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      MemoryFragment fragment = fragment(base.version(), change.replaced()[i]);
      ids[i] = fragment.rowIds()[(int) change.replaced()[i]];
      created[i] = fragment.created()[(int) change.replaced()[i]];
    }
    return new NewFragment(staged(base.ref(), base.schema(), change.replacements()), ids, created);
  }

  private MemoryStagedRows staged(TableRef ref, TableSchema schema, ColumnBatch rows) {
    try (RowStager stager = stager(ref.path(), ref.branch(), schema)) {
      stager.write(rows);
      return (MemoryStagedRows) stager.finish();
    }
  }

  // Commits.

  @Override
  public CommitOutcome commit(StagedWrite write) {
    requireOpen();
    MemoryStagedWrite own = (MemoryStagedWrite) write;
    if (!own.firstTry()) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "a staged write of " + write.path() + " was committed twice");
    }
    long planned = own.baseVersion() + 1;
    synchronized (disk) {
      Line line = disk.find(own.path(), own.branch());
      boolean moved =
          own.baseVersion() == 0
              ? line != null && line.latest() > 0
              : line != null && line.versions.containsKey(planned);
      if (moved) {
        return new CommitOutcome.Conflict(
            own.path() + " has a newer version than " + own.baseVersion());
      }
    }
    places.at(Inside.COMMIT_AFTER_LOOK);
    synchronized (disk) {
      return execute(own, planned);
    }
  }

  /** As Lance does it: a commit whose base is old is carried over what does not collide with it. */
  private CommitOutcome execute(MemoryStagedWrite write, long planned) {
    if (write.baseVersion() > 0 && disk.find(write.path(), write.branch()) == null) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, "Table " + write.path(), "its branch is gone");
    }
    Line line = disk.make(write.path(), write.branch(), null);
    for (Version since : line.versions.tailMap(write.baseVersion(), false).values()) {
      if (collide(since, write)) {
        return new CommitOutcome.Conflict(write.path() + ": another commit touched its rows");
      }
    }
    long made = line.latest() + 1;
    line.versions.put(made, applied(line, write, made));
    write.added.forEach(fragment -> fragment.rows().committed = true);
    return made == planned
        ? new CommitOutcome.Committed(made)
        : new CommitOutcome.Unknown(
            new IllegalStateException(
                write.path() + ": committed as version " + made + ", planned was " + planned));
  }

  private static boolean collide(Version since, MemoryStagedWrite write) {
    boolean replacesAll = since.kind() == Kind.OVERWRITE || since.kind() == Kind.RESTORE;
    return switch (write.kind) {
      case APPEND -> replacesAll;
      case CHANGE -> replacesAll || since.touched().stream().anyMatch(write.deletions::containsKey);
      case OVERWRITE -> since.kind() == Kind.OVERWRITE;
      case CREATE, RESTORE -> false;
    };
  }

  private Version applied(Line line, MemoryStagedWrite write, long made) {
    Version head = line.latest() == 0 ? null : line.versions.get(line.latest());
    boolean anew = head == null || write.kind == Kind.OVERWRITE || write.kind == Kind.CREATE;
    List<MemoryFragment> fragments = new ArrayList<>();
    Version kept = write.restored == null ? head : write.restored;
    if (!anew) {
      keep(kept.fragments(), write.deletions, fragments);
    }
    int nextFragment = anew ? 0 : head.nextFragment();
    long nextRow = kept == null ? 0 : kept.nextRow();
    for (NewFragment fragment : write.added) {
      int rows = Math.toIntExact(fragment.rows().rowCount());
      long[] ids = fragment.rowIds();
      if (ids == null) {
        ids = new long[rows];
        for (int i = 0; i < rows; i++) {
          ids[i] = nextRow++;
        }
      }
      long[] now = new long[rows];
      Arrays.fill(now, made);
      long[] created = fragment.created() == null ? now : fragment.created();
      fragments.add(
          new MemoryFragment(
              nextFragment++,
              fragment.rows().dataKey,
              fragment.rows().columns,
              ids,
              created,
              now,
              null));
    }
    return new Version(
        write.restored == null ? write.schema : write.restored.schema(),
        List.copyOf(fragments),
        write.properties,
        write.kind,
        write.deletions.keySet(),
        head == null ? nextFragment : Math.max(nextFragment, head.nextFragment()),
        nextRow,
        disk.nextStamp());
  }

  private static void keep(
      List<MemoryFragment> old, Map<Integer, long[]> deletions, List<MemoryFragment> kept) {
    for (MemoryFragment fragment : old) {
      long[] gone = deletions.get(fragment.id());
      if (gone == null) {
        kept.add(fragment);
      } else if (Bits.count(gone) < fragment.physicalRows()) {
        kept.add(fragment.without(gone));
      }
    }
  }

  // Branches.

  @Override
  public void createBranch(TableRef from, String branch) {
    requireOpen();
    checkName(branch);
    synchronized (disk) {
      Version start = disk.version(from);
      if (disk.find(from.path(), branch) != null) {
        throw new OmnigraphException(ErrorCode.BRANCH_EXISTS, branch);
      }
      Version copy =
          new Version(
              start.schema(),
              start.fragments(),
              Map.of(),
              start.kind(),
              start.touched(),
              start.nextFragment(),
              start.nextRow(),
              disk.nextStamp());
      disk.make(from.path(), branch, from.branch()).versions.put(from.version(), copy);
    }
    places.at(Inside.CREATE_BRANCH_BEFORE_REF);
    synchronized (disk) {
      Line line = disk.find(from.path(), branch);
      if (line != null) {
        line.hasRef = true;
      }
    }
  }

  private static void checkName(String name) {
    boolean fits =
        NAME.matcher(name).matches()
            && !name.contains("..")
            && !("/" + name + "/").contains("/./")
            && !name.endsWith(".lock")
            && !name.equals("main");
    if (!fits) {
      throw new OmnigraphException(ErrorCode.BRANCH_NAME_INVALID, name, "not a branch's name");
    }
  }

  @Override
  public void deleteBranch(String path, String branch) {
    requireOpen();
    synchronized (disk) {
      Line line = disk.find(path, branch);
      if (line == null || !line.hasRef) {
        return;
      }
      List<String> children = disk.children(path, branch);
      if (!children.isEmpty()) {
        throw new OmnigraphException(
            ErrorCode.BRANCH_IN_USE, branch, "branches " + children + " start from it");
      }
      line.hasRef = false;
    }
    places.at(Inside.DELETE_BRANCH_AFTER_REF);
    synchronized (disk) {
      disk.remove(path, branch);
    }
  }

  @Override
  public List<String> branches(String path) {
    synchronized (disk) {
      return disk.branches(path);
    }
  }

  @Override
  public void deleteTable(String path) {
    synchronized (disk) {
      disk.removeTable(path);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
