package io.omnigraph.sql.statement;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.engine.session.GraphFacts;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The engine session as the driver gets it: whatever ends or begins a statement or a transaction
 * first reads a streaming result to its end.
 *
 * @param settle reads it
 * @param ended called when a transaction is over
 */
record SettlingSession(Session engine, Runnable settle, Runnable ended) implements Session {
  @Override
  public String branch() {
    return engine.branch();
  }

  @Override
  public void useBranch(String branch) {
    settle.run();
    engine.useBranch(branch);
  }

  @Override
  public boolean autoCommit() {
    return engine.autoCommit();
  }

  @Override
  public void setAutoCommit(boolean autoCommit) {
    settle.run();
    ended.run();
    engine.setAutoCommit(autoCommit);
  }

  @Override
  public Isolation isolation() {
    return engine.isolation();
  }

  @Override
  public void setIsolation(Isolation isolation) {
    settle.run();
    engine.setIsolation(isolation);
  }

  @Override
  public Optional<String> actor() {
    return engine.actor();
  }

  @Override
  public void setActor(Optional<String> actor) {
    engine.setActor(actor);
  }

  @Override
  public void expectHead(String commitId) {
    settle.run();
    engine.expectHead(commitId);
  }

  @Override
  public boolean readOnly() {
    return engine.readOnly();
  }

  @Override
  public void setReadOnly(boolean readOnly) {
    settle.run();
    engine.setReadOnly(readOnly);
  }

  @Override
  public Duration lockTimeout() {
    return engine.lockTimeout();
  }

  @Override
  public void setLockTimeout(Duration timeout) {
    engine.setLockTimeout(timeout);
  }

  @Override
  public long overlayBytes() {
    return engine.overlayBytes();
  }

  @Override
  public void setOverlayBytes(long bytes) {
    engine.setOverlayBytes(bytes);
  }

  @Override
  public boolean inTransaction() {
    return engine.inTransaction();
  }

  @Override
  public boolean hasPendingChanges() {
    return engine.hasPendingChanges();
  }

  @Override
  public void commit() {
    settle.run();
    try {
      engine.commit();
    } finally {
      ended.run();
    }
  }

  @Override
  public void rollback() {
    settle.run();
    engine.rollback();
    ended.run();
  }

  @Override
  public SavepointId savepoint() {
    settle.run();
    return engine.savepoint();
  }

  @Override
  public void rollbackTo(SavepointId savepoint) {
    settle.run();
    engine.rollbackTo(savepoint);
  }

  @Override
  public void release(SavepointId savepoint) {
    settle.run();
    engine.release(savepoint);
  }

  @Override
  public StatementScope statement() {
    settle.run();
    return engine.statement();
  }

  @Override
  public StatementScope look() {
    return engine.look();
  }

  @Override
  public <T> T run(Function<StatementScope, T> statement) {
    settle.run();
    return engine.run(statement);
  }

  @Override
  public List<String> branches() {
    return engine.branches();
  }

  @Override
  public void createBranch(String name, String from, Optional<Long> version) {
    settle.run();
    engine.createBranch(name, from, version);
  }

  @Override
  public void dropBranch(String name) {
    settle.run();
    engine.dropBranch(name);
  }

  @Override
  public LoadResult load(LoadRequest request) {
    settle.run();
    return engine.load(request);
  }

  @Override
  public void refresh() {
    settle.run();
    engine.refresh();
  }

  @Override
  public GraphFacts facts() {
    return engine.facts();
  }

  @Override
  public Optional<String> lastCommit() {
    return engine.lastCommit();
  }

  @Override
  public void close() {
    settle.run();
    engine.close();
  }
}
