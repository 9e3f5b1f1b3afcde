package io.omnigraph.storage.control;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * A store that fails when a test says so, before an operation has its effect or after it (a lost
 * reply). Without faults it is the store behind it.
 */
public final class FaultyControlStore implements ControlStore {
  /** What is about to be done. */
  public enum Operation {
    READ,
    WRITE,
    WRITE_IF_ABSENT,
    RENAME,
    DELETE,
    EXISTS,
    LIST,
    DELETE_PREFIX
  }

  private final ControlStore store;
  private volatile BiPredicate<Operation, String> before = (operation, path) -> false;
  private volatile BiPredicate<Operation, String> after = (operation, path) -> false;

  public FaultyControlStore(ControlStore store) {
    this.store = store;
  }

  /** Operations that fail without effect from now on; the predicate may count. */
  public void failBefore(BiPredicate<Operation, String> which) {
    before = which;
  }

  /** Operations that have their effect and fail then. */
  public void failAfter(BiPredicate<Operation, String> which) {
    after = which;
  }

  private void before(Operation operation, String path) {
    if (before.test(operation, path)) {
      throw new OmnigraphException(ErrorCode.STORAGE_FAULT, path, "fault before " + operation);
    }
  }

  private void after(Operation operation, String path) {
    if (after.test(operation, path)) {
      throw new OmnigraphException(ErrorCode.STORAGE_FAULT, path, "fault after " + operation);
    }
  }

  @Override
  public Optional<String> read(String path) {
    before(Operation.READ, path);
    return store.read(path);
  }

  @Override
  public void write(String path, String text) {
    before(Operation.WRITE, path);
    store.write(path, text);
    after(Operation.WRITE, path);
  }

  @Override
  public boolean writeIfAbsent(String path, String text) {
    before(Operation.WRITE_IF_ABSENT, path);
    boolean created = store.writeIfAbsent(path, text);
    after(Operation.WRITE_IF_ABSENT, path);
    return created;
  }

  @Override
  public void rename(String from, String to) {
    before(Operation.RENAME, from);
    store.rename(from, to);
    after(Operation.RENAME, from);
  }

  @Override
  public void delete(String path) {
    before(Operation.DELETE, path);
    store.delete(path);
    after(Operation.DELETE, path);
  }

  @Override
  public boolean exists(String path) {
    before(Operation.EXISTS, path);
    return store.exists(path);
  }

  @Override
  public List<String> list(String folder) {
    before(Operation.LIST, folder);
    return store.list(folder);
  }

  @Override
  public List<String> entries(String folder) {
    before(Operation.LIST, folder);
    return store.entries(folder);
  }

  @Override
  public void deletePrefix(String folder) {
    before(Operation.DELETE_PREFIX, folder);
    store.deletePrefix(folder);
    after(Operation.DELETE_PREFIX, folder);
  }

  @Override
  public void probeAtomicCreate() {
    store.probeAtomicCreate();
  }
}
