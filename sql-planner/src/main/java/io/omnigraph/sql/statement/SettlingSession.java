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
 * @param owner reads it, and knows what SQL text set for a transaction
 */
record SettlingSession(Session engine, EngineSession owner) implements Session {
  @Override
  public String branch() {
    return engine.branch();
  }

  @Override
  public void useBranch(String branch) {
    owner.buffer();
    engine.useBranch(branch);
  }

  @Override
  public boolean autoCommit() {
    return engine.autoCommit();
  }

  @Override
  public void setAutoCommit(boolean autoCommit) {
    owner.buffer();
    owner.autoCommit(autoCommit);
  }

  @Override
  public Isolation isolation() {
    return engine.isolation();
  }

  @Override
  public void setIsolation(Isolation isolation) {
    owner.buffer();
    owner.isolation(isolation);
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
    owner.buffer();
    engine.expectHead(commitId);
  }

  @Override
  public Optional<String> expectedHead() {
    return engine.expectedHead();
  }

  @Override
  public boolean readOnly() {
    return engine.readOnly();
  }

  @Override
  public void setReadOnly(boolean readOnly) {
    owner.buffer();
    owner.readOnly(readOnly);
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
    owner.buffer();
    try {
      engine.commit();
    } finally {
      owner.ended();
    }
  }

  @Override
  public void rollback() {
    owner.buffer();
    engine.rollback();
    owner.ended();
  }

  @Override
  public SavepointId savepoint() {
    owner.buffer();
    return engine.savepoint();
  }

  @Override
  public void rollbackTo(SavepointId savepoint) {
    owner.buffer();
    engine.rollbackTo(savepoint);
  }

  @Override
  public void release(SavepointId savepoint) {
    owner.buffer();
    engine.release(savepoint);
  }

  @Override
  public StatementScope statement() {
    owner.buffer();
    return engine.statement();
  }

  @Override
  public StatementScope look() {
    return engine.look();
  }

  @Override
  public <T> T run(Function<StatementScope, T> statement) {
    owner.buffer();
    return engine.run(statement);
  }

  @Override
  public List<String> branches() {
    return engine.branches();
  }

  @Override
  public void createBranch(String name, String from, Optional<Long> version) {
    owner.buffer();
    engine.createBranch(name, from, version);
  }

  @Override
  public void dropBranch(String name) {
    owner.buffer();
    engine.dropBranch(name);
  }

  @Override
  public LoadResult load(LoadRequest request) {
    owner.buffer();
    return engine.load(request);
  }

  @Override
  public void refresh() {
    owner.buffer();
    engine.refresh();
  }

  @Override
  public List<Folded> fold() {
    owner.buffer();
    return engine.fold();
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
    owner.buffer();
    engine.close();
  }
}
