package io.omnigraph.jdbc;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.engine.session.GraphFacts;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A session that writes down what it is asked to do. */
final class FakeEngine implements Session {
  final List<String> calls = new ArrayList<>();
  RuntimeException commitError;
  private String branch = "main";
  private boolean autoCommit = true;
  private boolean readOnly;
  private Isolation isolation = Isolation.SNAPSHOT;
  private Duration lockTimeout = Duration.ofSeconds(10);
  private long marks;

  @Override
  public String branch() {
    return branch;
  }

  @Override
  public void useBranch(String name) {
    if (name.equals("nowhere")) {
      throw new OmnigraphException(ErrorCode.BRANCH_NOT_FOUND, name, "main");
    }
    branch = name;
  }

  @Override
  public boolean autoCommit() {
    return autoCommit;
  }

  @Override
  public void setAutoCommit(boolean on) {
    calls.add("autocommit " + on);
    autoCommit = on;
  }

  @Override
  public Isolation isolation() {
    return isolation;
  }

  @Override
  public void setIsolation(Isolation wanted) {
    isolation = wanted;
  }

  @Override
  public Optional<String> actor() {
    return Optional.empty();
  }

  @Override
  public void setActor(Optional<String> name) {
    calls.add("actor " + name.orElse(""));
  }

  @Override
  public void expectHead(String commitId) {
    calls.add("expect head " + commitId);
  }

  @Override
  public Optional<String> expectedHead() {
    return Optional.empty();
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public void setReadOnly(boolean on) {
    readOnly = on;
  }

  @Override
  public Duration lockTimeout() {
    return lockTimeout;
  }

  @Override
  public void setLockTimeout(Duration timeout) {
    lockTimeout = timeout;
  }

  @Override
  public long overlayBytes() {
    return 0;
  }

  @Override
  public void setOverlayBytes(long bytes) {}

  @Override
  public boolean inTransaction() {
    return false;
  }

  @Override
  public boolean hasPendingChanges() {
    return false;
  }

  @Override
  public void commit() {
    calls.add("commit");
    if (commitError != null) {
      throw commitError;
    }
  }

  @Override
  public void rollback() {
    calls.add("rollback");
  }

  @Override
  public SavepointId savepoint() {
    marks++;
    calls.add("savepoint " + marks);
    return new SavepointId(marks);
  }

  @Override
  public void rollbackTo(SavepointId savepoint) {
    calls.add("rollback to " + savepoint.id());
  }

  @Override
  public void release(SavepointId savepoint) {
    calls.add("release " + savepoint.id());
  }

  @Override
  public StatementScope statement() {
    throw new UnsupportedOperationException();
  }

  @Override
  public StatementScope look() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T run(Function<StatementScope, T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Folded> fold() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void refresh() {
    throw new UnsupportedOperationException();
  }

  @Override
  public GraphFacts facts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> branches() {
    return List.of("main");
  }

  @Override
  public void createBranch(String name, String from, Optional<Long> version) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void dropBranch(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LoadResult load(LoadRequest request) {
    return new LoadResult(List.of(), "main", Optional.empty(), false);
  }

  @Override
  public Optional<String> lastCommit() {
    return Optional.of("c1");
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
