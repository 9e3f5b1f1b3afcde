package io.omnigraph.engine.session;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.engine.load.RowSource;
import io.omnigraph.engine.load.RowSources;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.rows.Overlay;
import io.omnigraph.engine.validate.Cardinality;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@link Session} over an {@link OpenGraph}. */
public final class GraphSession implements Session {
  private final OpenGraph graph;
  private final Committer committer;
  private final BranchControl branchControl;
  private final boolean graphReadOnly;
  private final GraphUse use;
  private final long id;
  private final RunningTransactions.OfSession transactions;
  private volatile String branch = LanceManifest.MAIN; // others look at it
  private volatile String statementText;
  private boolean autoCommit = true;
  private Isolation isolation = Isolation.SNAPSHOT;
  private boolean readOnly;
  private Duration lockTimeout = Duration.ofSeconds(10);
  private long overlayBytes = Overlay.DEFAULT_BYTES;
  private Optional<String> actor = Optional.empty();
  private Optional<String> expectedHead = Optional.empty();
  private Transaction transaction;
  private long nextMark;
  private String lastCommit;
  private volatile boolean closed; // a session may be closed by another thread than the one inside

  /**
   * @param readOnly whether the session can never write
   */
  public GraphSession(OpenGraph graph, boolean readOnly) {
    this(graph, readOnly, GraphUse.ALWAYS);
  }

  /**
   * @param use counts the session's work
   */
  public GraphSession(OpenGraph graph, boolean readOnly, GraphUse use) {
    this.use = use;
    this.graph = graph;
    this.id = graph.running().nextId();
    this.transactions = graph.running().of(this);
    this.committer = new Committer(graph);
    this.branchControl = new BranchControl(graph);
    this.graphReadOnly = readOnly;
    this.readOnly = readOnly;
  }

  /** Among the sessions of this process on the graph. */
  long id() {
    return id;
  }

  /** What was said to run last, or null. */
  String statementText() {
    return statementText;
  }

  @Override
  public void running(String statement) {
    statementText = statement;
  }

  @Override
  public String branch() {
    return branch;
  }

  @Override
  public void useBranch(String name) {
    requireOpen();
    branch = using(() -> existing(name));
  }

  private void using(Runnable work) {
    using(
        () -> {
          work.run();
          return null;
        });
  }

  /** Work outside of a statement. */
  private <T> T using(Supplier<T> work) {
    use.begin();
    try {
      return work.get();
    } finally {
      use.end();
    }
  }

  /** Names match without regard to case. */
  private String existing(String name) {
    List<String> live = graph.manifest().branches();
    return live.stream()
        .filter(name::equals)
        .findFirst()
        .or(() -> live.stream().filter(name::equalsIgnoreCase).findFirst())
        .orElseThrow(
            () ->
                new OmnigraphException(ErrorCode.BRANCH_NOT_FOUND, name, String.join(", ", live)));
  }

  @Override
  public boolean autoCommit() {
    return autoCommit;
  }

  @Override
  public void setAutoCommit(boolean value) {
    requireOpen();
    if (value && !autoCommit) {
      commit();
    }
    autoCommit = value;
  }

  @Override
  public Isolation isolation() {
    return isolation;
  }

  @Override
  public void setIsolation(Isolation value) {
    requireOpen();
    if (transaction != null && value != transaction.isolation()) {
      throw new OmnigraphException(ErrorCode.TRANSACTION_ACTIVE, "A change of the isolation level");
    }
    isolation = value;
  }

  @Override
  public Optional<String> actor() {
    return actor;
  }

  @Override
  public void setActor(Optional<String> name) {
    requireOpen();
    actor = name;
  }

  @Override
  public void expectHead(String commitId) {
    requireOpen();
    expectedHead = Optional.of(commitId);
  }

  @Override
  public Optional<String> expectedHead() {
    return expectedHead;
  }

  private PublishTerms terms() {
    return new PublishTerms(lockTimeout, actor.orElse(null), expectedHead);
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public void setReadOnly(boolean value) {
    requireOpen();
    if (!value && graphReadOnly) {
      throw new OmnigraphException(ErrorCode.READ_ONLY, "setReadOnly(false)");
    }
    readOnly = value;
  }

  @Override
  public Duration lockTimeout() {
    return lockTimeout;
  }

  @Override
  public void setLockTimeout(Duration timeout) {
    requireOpen();
    lockTimeout = timeout;
  }

  @Override
  public long overlayBytes() {
    return overlayBytes;
  }

  @Override
  public void setOverlayBytes(long bytes) {
    requireOpen();
    overlayBytes = bytes;
  }

  @Override
  public boolean inTransaction() {
    return transaction != null;
  }

  @Override
  public boolean hasPendingChanges() {
    return transaction != null && transaction.hasChanges();
  }

  @Override
  public void commit() {
    requireOpen();
    PublishTerms terms = terms();
    Transaction ending = transaction;
    transaction = null;
    expectedHead = Optional.empty();
    if (ending != null) {
      try (ending) {
        if (ending.hasChanges()) {
          using(() -> committer.commit(ending, terms)).ifPresent(id -> lastCommit = id);
        }
      }
    }
  }

  private void published(GraphSnapshot snapshot) {
    lastCommit = snapshot.commitId();
  }

  @Override
  public void rollback() {
    requireOpen();
    endTransaction();
    expectedHead = Optional.empty();
  }

  private void endTransaction() {
    if (transaction != null) {
      transaction.close();
      transaction = null;
    }
  }

  @Override
  public SavepointId savepoint() {
    requireOpen();
    if (autoCommit) {
      throw new OmnigraphException(
          ErrorCode.TRANSACTION_STATE,
          "A savepoint needs a transaction. Turn autocommit off first.");
    }
    SavepointId id = new SavepointId(nextMark++);
    begun().mark(id.id());
    return id;
  }

  @Override
  public void rollbackTo(SavepointId savepoint) {
    requireOpen();
    Transaction marked = inMarked(savepoint);
    using(() -> marked.rollbackTo(savepoint.id()));
  }

  @Override
  public void release(SavepointId savepoint) {
    requireOpen();
    inMarked(savepoint).release(savepoint.id());
  }

  private Transaction inMarked(SavepointId savepoint) {
    if (transaction == null) {
      throw new OmnigraphException(ErrorCode.SAVEPOINT_NOT_FOUND, savepoint.id());
    }
    return transaction;
  }

  private Transaction begun() {
    if (transaction == null) {
      transaction = new Transaction(graph, isolation, overlayBytes);
      transaction.begun(transactions);
    }
    return transaction;
  }

  @Override
  public StatementScope statement() {
    return newStatement(branch);
  }

  private SessionStatement newStatement(String target) {
    requireOpen();
    use.begin();
    boolean begun = false;
    try {
      Transaction running = transactionOn(target);
      begun = true;
      return SessionStatement.running(this, graph, running, target);
    } finally {
      if (!begun) {
        use.end();
      }
    }
  }

  private Transaction transactionOn(String target) {
    Transaction running;
    if (autoCommit) {
      running = new Transaction(graph, isolation, overlayBytes);
      running.committed(target);
      running.begun(transactions);
    } else {
      running = begun();
      if (running.isolation() == Isolation.READ_COMMITTED) {
        running.takeNewest();
      }
    }
    running.noteStatement();
    return running;
  }

  @Override
  public StatementScope look() {
    requireOpen();
    boolean newest =
        transaction == null
            || (transaction.isolation() == Isolation.READ_COMMITTED && !transaction.hasChanges());
    Transaction seen = newest ? new Transaction(graph, isolation, overlayBytes) : transaction;
    use.begin();
    boolean begun = false;
    try {
      seen.committed(branch);
      begun = true;
      return SessionStatement.looking(this, graph, seen, branch);
    } finally {
      if (!begun) {
        use.end();
      }
    }
  }

  /** A statement is over; under autocommit its transaction is too. */
  void ended(Transaction running, boolean completed) {
    try {
      if (running != transaction && completed) {
        PublishTerms terms = terms();
        if (running.hasChanges()) {
          expectedHead = Optional.empty();
        }
        committer.commit(running, terms).ifPresent(id -> lastCommit = id);
      }
    } finally {
      if (running != transaction) {
        running.close();
      }
      use.end();
    }
  }

  @Override
  public <T> T run(Function<StatementScope, T> statement) {
    boolean conditional = expectedHead.isPresent();
    if (transaction == null && !graphReadOnly) {
      using(() -> graph.healFailed(lockTimeout));
    }
    Retries retries = new Retries();
    while (true) {
      try (StatementScope scope = statement()) {
        T result = statement.apply(scope);
        scope.complete();
        return result;
      } catch (OmnigraphException e) {
        if (conditional || !autoCommit || !retries.again(e)) {
          throw e;
        }
      }
    }
  }

  void requireWritable(String what) {
    requireOpen();
    if (readOnly) {
      throw new OmnigraphException(ErrorCode.READ_ONLY, what);
    }
  }

  private void requireNoChanges(String what) {
    if (hasPendingChanges()) {
      throw new OmnigraphException(ErrorCode.PENDING_CHANGES, what);
    }
  }

  @Override
  public List<String> branches() {
    requireOpen();
    return using(() -> graph.manifest().branches());
  }

  @Override
  public void createBranch(String name, String from, Optional<Long> version) {
    requireWritable("CREATE BRANCH");
    requireNoChanges("CREATE BRANCH");
    using(() -> branchControl.create(name, existing(from), version, lockTimeout));
  }

  @Override
  public void dropBranch(String name) {
    requireWritable("DROP BRANCH");
    requireNoChanges("DROP BRANCH");
    using(
        () ->
            branchControl.drop(
                name.startsWith("__schema_apply_lock__") ? name : existing(name),
                branch,
                lockTimeout));
  }

  @Override
  public LoadResult load(LoadRequest request) {
    requireWritable("A load");
    return using(() -> loadWhereAsked(request));
  }

  private LoadResult loadWhereAsked(LoadRequest request) {
    graph.healFailed(lockTimeout);
    if (request.target().isEmpty()) {
      return new LoadResult(load(request, branch), branch, Optional.empty(), false);
    }
    LoadRequest.Target target = request.target().get();
    Optional<String> live =
        branches().stream().filter(target.branch()::equalsIgnoreCase).findFirst();
    if (live.isPresent()) {
      return new LoadResult(load(request, live.get()), live.get(), target.from(), false);
    }
    return loadOntoNew(request, target);
  }

  private LoadResult loadOntoNew(LoadRequest request, LoadRequest.Target target) {
    String from = target.from().orElseGet(() -> existing(target.branch()));
    createBranch(target.branch(), from, Optional.empty());
    try {
      String made = existing(target.branch());
      return new LoadResult(load(request, made), made, target.from(), true);
    } catch (RuntimeException | Error e) {
      takeBack(target.branch(), e);
      throw e;
    }
  }

  /** A load that failed leaves no branch behind. */
  private void takeBack(String made, Throwable cause) {
    try {
      if (transaction != null) {
        transaction.forget(made);
      }
      dropBranch(made);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private List<LoadResult.TableCount> load(LoadRequest request, String target) {
    boolean once =
        expectedHead.isPresent() || !autoCommit || request.mode() == LoadRequest.Mode.OVERWRITE;
    Retries retries = new Retries();
    while (true) {
      try {
        return loadOnce(request, target);
      } catch (OmnigraphException e) {
        if (once || !retries.again(e)) {
          throw e;
        }
      }
    }
  }

  private List<LoadResult.TableCount> loadOnce(LoadRequest request, String target) {
    if (autoCommit) {
      CommittedView view = graph.head(target);
      if (isStreamable(request, view)) {
        return stream(request, view);
      }
    }
    try (SessionStatement scope = newStatement(target);
        RowSource source = open(request, scope.pendingView())) {
      List<LoadResult.TableCount> counts = new PendingLoad(scope, request, source).run();
      scope.complete();
      return counts;
    }
  }

  private static RowSource open(LoadRequest request, GraphView view) {
    return new ReadAhead(RowSources.open(request, view.schema(), view.branch()));
  }

  /** Merging needs the rows at hand, and so does counting the edges of a source. */
  private static boolean isStreamable(LoadRequest request, CommittedView view) {
    boolean bounded =
        view.schema().edgeTypes().stream()
            .filter(
                edge ->
                    request.table().isEmpty()
                        || edge.name().equalsIgnoreCase(request.table().get()))
            .anyMatch(Cardinality::isBounded);
    return request.mode() != LoadRequest.Mode.MERGE && !bounded;
  }

  private List<LoadResult.TableCount> stream(LoadRequest request, CommittedView view) {
    boolean overwrite = request.mode() == LoadRequest.Mode.OVERWRITE;
    try (StreamingLoad load = new StreamingLoad(graph, view, overwrite)) {
      try (RowSource source = open(request, view)) {
        load.read(source, request);
      }
      PublishTerms terms = terms();
      expectedHead = Optional.empty();
      load.publish(terms).ifPresent(this::published);
      return load.counts();
    }
  }

  @Override
  public void refresh() {
    requireOpen();
    using(
        () -> {
          if (!readOnly) {
            graph.refresh(lockTimeout);
          }
          graph.head(branch);
        });
  }

  @Override
  public List<Folded> fold() {
    requireWritable("fold");
    return using(
        () -> {
          graph.healFailed(lockTimeout);
          return graph.folder().foldAll(branch, lockTimeout);
        });
  }

  @Override
  public GraphFacts facts() {
    requireOpen();
    return graph;
  }

  @Override
  public Optional<String> lastCommit() {
    return Optional.ofNullable(lastCommit);
  }

  private void requireOpen() {
    if (closed) {
      throw new OmnigraphException(ErrorCode.CONNECTION_CLOSED, "session");
    }
  }

  @Override
  public void close() {
    closed = true;
    endTransaction();
  }
}
