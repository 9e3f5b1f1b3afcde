package io.omnigraph.engine.simulation;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.publish.FreeLock;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.GraphSession;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Knows what every branch holds, because it is told at the very moment in which something becomes
 * visible, and looks there with eyes of its own: stores without faults and an engine without caches
 * of others.
 */
final class Oracle {
  private final World world;
  private final TableStore tables;
  private OpenGraph graph;
  private Session session;
  private final Map<String, Commit> commits = new HashMap<>();
  private final TreeMap<String, Commit> heads = new TreeMap<>();
  private final Map<String, Attempt> operations = new HashMap<>();
  private final Set<String> folds = new HashSet<>();
  private final Map<TableRef, Commit> publishedAt = new HashMap<>();
  private final List<Actor> branchChanges = new ArrayList<>();
  private Attempt appender;
  private long published;
  private long rolledForward;
  private long rolledBack;

  Oracle(World world) {
    this.world = world;
    tables = new InMemoryTableStore(world.disk(), place -> {});
    open();
    Commit genesis = look("main", null);
    commits.put(genesis.id(), genesis);
    heads.put("main", genesis);
  }

  private void open() {
    graph = graph(world.log(), world.way().logOptions());
    session = new GraphSession(graph, true);
  }

  private OpenGraph graph(CommitLog log, LogOptions options) {
    return new OpenGraph(
        world.root(),
        tables,
        world.files(),
        Steps.NONE,
        StorageOptions.Durability.FULL,
        new WriterLock(world.root(), new NoLock(), () -> 0),
        DeltaOptions.off(),
        log,
        options);
  }

  /** After a power cut the log may have forgotten where it ends. */
  void startAgain() {
    graph.close();
    open();
  }

  /** The observer never writes. */
  private static final class NoLock extends FreeLock {
    @Override
    public boolean tryLock() {
      throw new Violation("the observer takes the writer lock");
    }
  }

  Commit head(String branch) {
    return heads.get(branch);
  }

  NavigableSet<String> branches() {
    return new TreeSet<>(heads.keySet());
  }

  /** A commit that somebody reads: it must have been published. */
  Commit commit(String id) {
    Commit commit = commits.get(id);
    if (commit == null) {
      throw new Violation("a reader sees commit " + id + ", which nobody published");
    }
    return commit;
  }

  long published() {
    return published;
  }

  long rolledForward() {
    return rolledForward;
  }

  long rolledBack() {
    return rolledBack;
  }

  OpenGraph graph() {
    return graph;
  }

  private Commit look(String branch, Commit parent) {
    try (StatementScope scope = session.statement()) {
      ReadView view = scope.view(branch);
      return new Commit(view.commitId(), view.seq(), parent, read(view));
    }
  }

  static State read(ReadView view) {
    State state = new State();
    for (TableType type : view.schema().tables()) {
      read(view, type, state);
    }
    return state;
  }

  static void read(ReadView view, TableType type, State into) {
    into.makeTable(type.name());
    for (String row : GraphFixture.read(view, type.name())) {
      int end = row.indexOf('|');
      if (type instanceof EdgeType) {
        end = row.indexOf('|', end + 1);
      }
      State.Cell cell = new State.Cell(type.name(), row.substring(0, end));
      if (into.get(cell) != null) {
        throw new Violation("key " + cell + " is there twice");
      }
      into.set(cell, row);
    }
  }

  /** A call is about to be made: the sidecar's name ties an operation to an attempt. */
  void about(Actor actor, String call, Object[] args) {
    if (!call.startsWith("write") || !((String) args[0]).startsWith("__recovery/")) {
      return;
    }
    String path = (String) args[0];
    String id = path.substring(path.indexOf('/') + 1, path.lastIndexOf('.'));
    if (actor.attempt != null) {
      operations.putIfAbsent(id, actor.attempt);
    } else if (((String) args[1]).contains("\"" + WriterKind.FOLD.text() + "\"")) {
      folds.add(id);
    }
  }

  /**
   * A record is about to be written to the log. It may become visible much later, when somebody
   * takes over what is behind the log's end; there is never more than one there.
   */
  void appending(Actor actor) {
    appender = actor.attempt;
  }

  /** Something was done to the log: what became visible by it, if anything? */
  void logged(Actor actor) {
    if (!world.way().log) {
      return;
    }
    for (String branch : List.copyOf(heads.keySet())) {
      if (isTorn(branch)) {
        continue; // nobody can look, until somebody has removed it
      }
      String id = graph.manifest().head(branch).commitId();
      if (!id.equals(heads.get(branch).id())) {
        became(actor, branch, look(branch, heads.get(branch)), appender);
      }
    }
  }

  private boolean isTorn(String branch) {
    String nativeBranch = branch.equals("main") ? null : branch;
    long newest = tables.latestVersion(World.MANIFEST, nativeBranch);
    return !tables.isReadable(new TableRef(World.MANIFEST, nativeBranch, newest));
  }

  /** A commit of the manifest has just happened, whatever its caller will hear of it. */
  void published(Actor actor, String nativeBranch) {
    String branch = nativeBranch == null ? "main" : nativeBranch;
    Commit head = heads.get(branch);
    if (head == null) {
      throw new Violation("a publish on branch " + branch + ", which was dropped");
    }
    Commit now = look(branch, head);
    if (now.id().equals(head.id())) {
      requireSame(now.state(), head.state(), "a commit of the manifest without a graph commit");
      return;
    }
    if (world.way().log) {
      throw new Violation(now + " went to the manifest of " + branch + " past the log");
    }
    became(actor, branch, now, actor.attempt);
    publishedAt.put(
        new TableRef(
            World.MANIFEST, nativeBranch, tables.latestVersion(World.MANIFEST, nativeBranch)),
        now);
  }

  /**
   * @param author of a commit that has no sidecar
   */
  private void became(Actor actor, String branch, Commit now, Attempt author) {
    Commit head = heads.get(branch);
    String operation = requireChain(branch, head, now).operationId();
    world.trace().add(actor, "PUBLISHES " + now + " on " + branch + ": " + now.state());
    commits.put(now.id(), now);
    heads.put(branch, now);
    if (folds.contains(operation)) {
      requireSame(now.state(), head.state(), "after a fold of " + branch);
      world.figures().count("folds");
      return;
    }
    Attempt attempt = operations.get(operation);
    boolean own = actor.attempt == attempt;
    if (attempt == null && author != null && world.way().hasDeltas()) {
      attempt = author;
      own = true;
      operations.put(operation, attempt);
      world.figures().count("published as deltas");
    }
    if (attempt == null) {
      throw new Violation(now + " was published by operation " + operation + " of nobody");
    }
    if (!own && now.state().equals(head.state())) {
      attempt.over = true;
      rolledBack++;
    } else {
      publish(attempt, head, now);
      rolledForward += own ? 0 : 1;
    }
  }

  /**
   * A cut of power has torn a version that was never synced. If it is the manifest's newest, its
   * commit has not happened after all, although readers may have seen it.
   */
  void lost(TableRef torn) {
    Commit commit = publishedAt.remove(torn);
    String branch = torn.branch() == null ? "main" : torn.branch();
    if (commit == null || !commit.equals(heads.get(branch))) {
      return;
    }
    heads.put(branch, commit.parent());
    commits.remove(commit.id());
    for (Attempt attempt : operations.values()) {
      if (commit.equals(attempt.published)) {
        if (attempt.told == Attempt.Told.SUCCESS) {
          throw new Violation(attempt + " was acknowledged and never synced");
        }
        attempt.published = null;
        published--;
      }
    }
  }

  private void publish(Attempt attempt, Commit head, Commit now) {
    if (attempt.published != null) {
      throw new Violation(attempt + " was published twice: " + attempt.published + ", " + now);
    }
    if (attempt.told == Attempt.Told.REFUSED) {
      throw new Violation(attempt + " was refused and is visible as " + now);
    }
    if (attempt.over) {
      throw new Violation(attempt + " was rolled back and is visible as " + now);
    }
    requireSame(now.state(), attempt.appliedTo(head), "after " + attempt);
    attempt.published = now;
    published++;
  }

  private GraphCommit requireChain(String branch, Commit head, Commit now) {
    List<GraphCommit> line = graph.commits(branch);
    GraphCommit last = line.get(line.size() - 1);
    if (!last.commitId().equals(now.id())
        || !Objects.equals(last.parentId(), head.id())
        || now.seq() != head.seq() + 1) {
      throw new Violation(now + " does not follow " + head + ": " + last);
    }
    return last;
  }

  static void requireSame(State actual, State expected, String when) {
    if (!actual.equals(expected)) {
      throw new Violation(when + "\n  there is " + actual + "\n  expected " + expected);
    }
  }

  /** How often a branch came or went, by anybody. */
  long branchChanges() {
    return branchChanges.size();
  }

  /** Whether another actor made or dropped a branch since. */
  boolean changedByOthers(Actor actor, long since) {
    return branchChanges.subList((int) since, branchChanges.size()).stream()
        .anyMatch(by -> by != actor);
  }

  void branchMade(Actor actor, String name) {
    branchChanges.add(actor);
    Commit made = look(name, null);
    Commit start = commit(made.id());
    requireSame(made.state(), start.state(), "branch " + name + " starts at " + start);
    heads.put(name, start);
  }

  void branchGone(Actor actor, String name) {
    branchChanges.add(actor);
    heads.remove(name);
  }

  /** When nothing runs any more: what a fresh look finds is what was published. */
  void requireHeads() {
    if (!new TreeSet<>(graph.manifest().branches()).equals(branches())) {
      throw new Violation("branches " + graph.manifest().branches() + ", expected " + branches());
    }
    heads.forEach(
        (branch, head) -> {
          Commit now = look(branch, null);
          if (!now.id().equals(head.id())) {
            throw new Violation(branch + " is at " + now + ", expected " + head);
          }
          requireSame(now.state(), head.state(), "at the end, on " + branch);
        });
  }

  /** After a close nobody needs the log. */
  void requireManifestKnowsAll() {
    try (OpenGraph manifest = graph(null, LogOptions.none())) {
      heads.forEach(
          (branch, head) -> {
            String id = manifest.manifest().head(branch).commitId();
            if (!id.equals(head.id())) {
              throw new Violation("without its log " + branch + " is at " + id + ", not " + head);
            }
          });
    }
  }

  /** Every pin of every head is its table's newest version: nothing is half done. */
  void requirePins() {
    for (String branch : heads.keySet()) {
      String own = branch.equals("main") ? null : branch;
      graph.manifest().head(branch).entries().values().stream()
          .filter(entry -> Objects.equals(entry.branch(), own))
          .forEach(
              entry -> {
                if (!tables.isLatest(entry.ref())) {
                  throw new Violation("pin " + entry + " is not its table's head");
                }
              });
    }
  }
}
