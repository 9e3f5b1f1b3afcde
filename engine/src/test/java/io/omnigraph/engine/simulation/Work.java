package io.omnigraph.engine.simulation;

import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.engine.session.Session.SavepointId;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.simulation.Attempt.Told;
import io.omnigraph.storage.error.ErrorCategory;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What one session does: random transactions, statements under autocommit, branches; and whether
 * all it sees and hears is true.
 */
final class Work {
  /** Told when nobody can say yet whether the commit is there. */
  private static final Set<ErrorCode> OPEN_OUTCOME =
      EnumSet.of(ErrorCode.COMMIT_UNKNOWN, ErrorCode.RECOVERY_REQUIRED);

  /** Whatever fails, nobody has damaged the graph. */
  private static final Set<ErrorCode> NEVER_AT_OPEN =
      EnumSet.of(ErrorCode.INTERNAL, ErrorCode.DATA_CORRUPT, ErrorCode.SCHEMA_CONTRACT);

  /** Without faults nothing else may be told. */
  private static final Set<ErrorCode> EXPECTED =
      EnumSet.of(
          ErrorCode.LOCK_TIMEOUT,
          ErrorCode.BRANCH_NOT_FOUND,
          ErrorCode.BRANCH_EXISTS,
          ErrorCode.BRANCH_IN_USE,
          ErrorCode.DEPENDENT_OBJECTS,
          ErrorCode.TABLE_NOT_FOUND,
          ErrorCode.MISSING_END); // of a READ_COMMITTED edge whose end somebody deleted

  private static final List<Isolation> LEVELS = List.of(Isolation.values());
  private static final List<String> BRANCHES = List.of("main", "main", "b1", "b2");

  private record Savepoint(SavepointId id, Attempt.Mark mark) {}

  private final World world;
  private final Actor actor;
  private final Random random;
  private final Deque<Savepoint> savepoints = new ArrayDeque<>();
  private Session session;
  private int life = -1;
  private Attempt transaction;
  private Isolation isolation = Isolation.SNAPSHOT;

  Work(World world, Actor actor) {
    this.world = world;
    this.actor = actor;
    this.random = world.schedule().random;
  }

  void run() {
    Throwable found = null;
    try {
      world.schedule().begin(actor);
      while (!world.schedule().isEnding() || transaction != null) {
        actor.life = actor.process.generation();
        world.schedule().step(actor, Actor.Place.IDLE);
        actor.life = actor.process.generation();
        actor.place = Actor.Place.STEP;
        next();
      }
    } catch (Throwable e) {
      found = e;
    }
    world.schedule().end(actor, found);
  }

  private void next() {
    try {
      if (actor.process.graph() == null) {
        lost();
        start();
      } else {
        if (actor.process.hasLogFailed() && random.nextInt(10) == 0) {
          throw world.death(actor); // only who opens the graph again can write
        }
        if (session == null || life != actor.life) {
          lost();
          connect();
        }
        act();
      }
    } catch (ProcessDeath e) {
      world.figures().count("operations ended by a death");
      lost();
    } finally {
      actor.attempt = null;
    }
  }

  /** The process went and took the transaction along; what was not committed must never appear. */
  private void lost() {
    session = null;
    savepoints.clear();
    if (transaction != null && transaction.told == Told.NOTHING) {
      transaction.told = actor.attempt == transaction ? Told.OPEN : Told.REFUSED;
    }
    if (actor.attempt != null && actor.attempt.told == Told.NOTHING) {
      actor.attempt.told = Told.OPEN;
    }
    transaction = null;
  }

  private void start() {
    if (actor.process.isOpening()) {
      return;
    }
    try {
      actor.process.open();
      world.figures().count("opens");
    } catch (OmnigraphException e) {
      world.trace().add(actor, "open fails: " + e.getMessage());
      world.figures().count("opens failed: " + e.code());
      boolean stuck = e.code() == ErrorCode.RECOVERY_REQUIRED && !world.faults().hasErrors();
      if (!world.faults().mayFail() || stuck || NEVER_AT_OPEN.contains(e.code())) {
        throw new Violation("a graph cannot be opened: " + e.getMessage(), e);
      }
    }
  }

  private void connect() {
    session = actor.process.graph().session();
    session.setLockTimeout(Duration.ZERO);
    life = actor.life;
  }

  private void act() {
    if (transaction != null) {
      inTransaction();
      return;
    }
    int dice = random.nextInt(100);
    if (dice < 45) {
      begin();
    } else if (dice < 80) {
      autocommit();
    } else if (dice < 92) {
      read();
    } else if (dice < 97 || !world.way().hasDeltas()) {
      branches();
    } else if (dice == 97 && world.way().log) {
      call("checkpoint", this::checkpoint);
    } else {
      fold();
    }
  }

  // What production does in the background.

  private void checkpoint() {
    OpenGraph graph = (OpenGraph) session.facts();
    try (WriterLock.Share lock = graph.writerLock().acquire(Duration.ZERO)) {
      graph.manifest().checkpoint();
    }
  }

  private void fold() {
    String branch = BRANCHES.get(random.nextInt(BRANCHES.size()));
    call(
        "fold",
        () -> {
          session.setAutoCommit(true);
          session.useBranch(branch);
          session.fold();
        });
  }

  // Reports.

  /** Runs a call of the engine; answers what was told. */
  private Told call(String what, Runnable call) {
    world.trace().add(actor, what);
    try {
      call.run();
      world.figures().count(what.split(" ")[0] + ": success");
      return Told.SUCCESS;
    } catch (OmnigraphException e) {
      world.trace().add(actor, what + " fails: " + e.getMessage());
      world.figures().count(what.split(" ")[0] + ": " + e.code());
      requireExpected(what, e);
      return OPEN_OUTCOME.contains(e.code()) ? Told.OPEN : Told.REFUSED;
    } catch (RuntimeException e) {
      throw new Violation(what + " threw " + e, e);
    }
  }

  private void requireExpected(String what, OmnigraphException e) {
    boolean known = e.code().category() == ErrorCategory.RETRY || EXPECTED.contains(e.code());
    boolean never = e.code() == ErrorCode.INTERNAL || e.code() == ErrorCode.DATA_CORRUPT;
    if (never || (!known && !world.faults().mayFail())) {
      throw new Violation(what + " was told " + e.code() + ": " + e.getMessage(), e);
    }
  }

  /** What a commit's caller was told must fit what became visible. */
  private void told(Attempt attempt, Told told) {
    attempt.told = told;
    if (told == Told.SUCCESS && attempt.changesAnything() && attempt.published == null) {
      throw new Violation(attempt + " was acknowledged and is not visible");
    }
    if (told == Told.REFUSED && attempt.published != null) {
      throw new Violation(attempt + " was refused and is visible as " + attempt.published);
    }
    if (told == Told.OPEN) {
      world.figures().count(attempt.published == null ? "unknown, not there" : "unknown, there");
    }
  }

  // Reads.

  /** A snapshot is not older than what was acknowledged before it was asked for. */
  private void requireFresh(Commit seen, Commit before, String branch) {
    Commit now = world.oracle().head(branch);
    boolean sameBranch = now != null && before != null && now.comesAfter(before);
    if (sameBranch && !seen.comesAfter(before)) {
      throw new Violation("a reader of " + branch + " sees " + seen + ", not " + before);
    }
  }

  private void compare(ReadView view, State expected, String when) {
    Oracle.requireSame(Oracle.read(view), expected, when);
    String name = Statements.name(random);
    boolean there = expected.rows(State.NODE).containsKey(name);
    if (Statements.find(view, State.NODE, name) >= 0 != there) {
      throw new Violation("look-up of " + name + " in " + expected);
    }
    int edges = view.topology(State.EDGE).out().edgeCount();
    if (edges != expected.joinedEdges()) {
      throw new Violation("topology has " + edges + " edges: " + expected);
    }
  }

  private void read() {
    String branch = BRANCHES.get(random.nextInt(BRANCHES.size()));
    Commit before = world.oracle().head(branch);
    session.setAutoCommit(true);
    call(
        "read",
        () -> {
          try (StatementScope scope = session.statement()) {
            ReadView view = scope.view(branch);
            Commit commit = world.oracle().commit(view.commitId());
            requireFresh(commit, before, branch);
            compare(view, commit.state(), "a reader of " + branch);
          }
        });
  }

  // Transactions.

  private void begin() {
    String branch = BRANCHES.get(random.nextInt(BRANCHES.size()));
    isolation = LEVELS.get(random.nextInt(LEVELS.size()));
    Attempt attempt = new Attempt(world.nextAttempt(), branch, isolation == Isolation.SERIALIZABLE);
    Commit before = world.oracle().head(branch);
    Told told =
        call(
            "begin on " + branch,
            () -> {
              session.setAutoCommit(false);
              session.setIsolation(isolation);
              session.useBranch(branch);
              try (StatementScope scope = session.statement()) {
                Commit commit = world.oracle().commit(scope.view().commitId());
                requireFresh(commit, before, branch);
                attempt.begin(commit);
              }
            });
    if (told == Told.SUCCESS) {
      transaction = attempt;
    } else {
      session.rollback();
    }
  }

  private void inTransaction() {
    int dice = random.nextInt(100);
    if (world.schedule().isEnding() || dice >= 82) {
      end(dice >= 97);
    } else if (dice < 50) {
      statement(scope -> new Statements(world, random).write(scope, transaction), "write");
    } else if (dice < 53) {
      statement(scope -> new Statements(world, random).alter(scope, transaction), "alter");
    } else if (dice < 68) {
      statement(this::look, "look");
    } else if (dice < 76) {
      savepoint();
    } else if (!savepoints.isEmpty()) {
      rollbackTo();
    }
  }

  /** One part of a statement. */
  private interface Part {
    void on(StatementScope scope);
  }

  private void statement(Part part, String what) {
    Attempt.Mark before = transaction.mark();
    Told told =
        call(
            what,
            () -> {
              try (StatementScope scope = session.statement()) {
                follow(scope);
                part.on(scope);
                scope.complete();
              }
            });
    if (told != Told.SUCCESS) {
      transaction.rollbackTo(before);
      if (isolation == Isolation.READ_COMMITTED) {
        // Whether it moved to a newer snapshot cannot be told from here.
        abandon();
      }
    }
  }

  private void follow(StatementScope scope) {
    Commit commit = world.oracle().commit(scope.view().commitId());
    if (commit.equals(transaction.base)) {
      return;
    }
    if (isolation != Isolation.READ_COMMITTED) {
      throw new Violation(transaction + " had " + transaction.base + " and now reads " + commit);
    }
    transaction.moveTo(commit);
  }

  private void look(StatementScope scope) {
    if (isolation == Isolation.SERIALIZABLE) {
      List<String> tables = List.copyOf(transaction.now.tables());
      String table = tables.get(random.nextInt(tables.size()));
      State seen = new State();
      Oracle.read(scope.view(), scope.view().table(table).type(), seen);
      transaction.tablesRead.add(table);
      if (!seen.rows(table).equals(transaction.now.rows(table))) {
        throw new Violation(transaction + " reads " + seen + ", expected " + transaction.now);
      }
    } else {
      compare(scope.view(), transaction.now, "inside " + transaction);
    }
  }

  private void savepoint() {
    SavepointId[] id = new SavepointId[1];
    Told told = call("savepoint", () -> id[0] = session.savepoint());
    if (told == Told.SUCCESS) {
      savepoints.push(new Savepoint(id[0], transaction.mark()));
    }
  }

  private void rollbackTo() {
    if (isolation == Isolation.READ_COMMITTED) {
      return; // which snapshot it goes back to is the engine's choice
    }
    for (int back = random.nextInt(savepoints.size()); back > 0; back--) {
      savepoints.pop();
    }
    Savepoint to = savepoints.element();
    if (call("rollback to", () -> session.rollbackTo(to.id())) == Told.SUCCESS) {
      transaction.rollbackTo(to.mark());
    }
  }

  private void abandon() {
    transaction.told = Told.REFUSED;
    transaction = null;
    savepoints.clear();
    session.rollback();
  }

  private void end(boolean rollback) {
    if (rollback) {
      abandon();
      return;
    }
    Attempt ending = transaction;
    actor.attempt = ending;
    Told told = call("commit of " + ending, session::commit);
    told(ending, told);
    transaction = null;
    savepoints.clear();
  }

  private void autocommit() {
    String branch = BRANCHES.get(random.nextInt(BRANCHES.size()));
    Attempt attempt = new Attempt(world.nextAttempt(), branch, false);
    Commit before = world.oracle().head(branch);
    boolean alters = random.nextInt(25) == 0;
    Statements statements = new Statements(world, random);
    actor.attempt = attempt;
    Told told =
        call(
            "autocommit",
            () -> {
              session.setAutoCommit(true);
              session.setIsolation(Isolation.SNAPSHOT);
              session.useBranch(branch);
              session.run(
                  scope -> {
                    Commit commit = world.oracle().commit(scope.view().commitId());
                    requireFresh(commit, before, branch);
                    attempt.begin(commit);
                    if (alters) {
                      statements.alter(scope, attempt);
                    } else {
                      statements.write(scope, attempt);
                    }
                    return null;
                  });
            });
    if (attempt.base != null) {
      told(attempt, told);
    }
  }

  // Branches.

  private void branches() {
    String name = random.nextBoolean() ? "b1" : "b2";
    boolean create = random.nextInt(3) > 0;
    String from = name.equals("b2") && random.nextBoolean() ? "b1" : "main";
    boolean before = world.oracle().head(name) != null;
    long changes = world.oracle().branchChanges();
    String what = (create ? "create " : "drop ") + name;
    Told told =
        call(
            what,
            () -> {
              session.setAutoCommit(true);
              session.useBranch("main");
              if (create) {
                session.createBranch(name, from, Optional.empty());
              } else {
                session.dropBranch(name);
              }
            });
    if (world.oracle().changedByOthers(actor, changes)) {
      return;
    }
    boolean now = world.oracle().head(name) != null;
    if (told == Told.SUCCESS && now != create) {
      throw new Violation(what + " was acknowledged and is not done");
    }
    if (told == Told.REFUSED && now != before) {
      throw new Violation(what + " was refused and is done");
    }
  }
}
