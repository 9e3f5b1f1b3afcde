package io.omnigraph.engine.check;

import io.omnigraph.storage.StorageOptions;

/**
 * How a directory is checked.
 *
 * @param deep whether the bytes of every file are compared with the checksums of the commits
 * @param storage how files are read when the graph is not open in this process
 * @param checkpoint run once a batch of rows; what it throws ends the check
 * @param mostOfAKind findings of one kind on one table that are listed one by one; one more tells
 *     that there are others
 */
public record CheckOptions(
    boolean deep, StorageOptions storage, Runnable checkpoint, int mostOfAKind) {
  private static final int MOST_OF_A_KIND = 10;

  /** Without checksums. */
  public static CheckOptions shallow() {
    return new CheckOptions(false, StorageOptions.defaults(), () -> {}, MOST_OF_A_KIND);
  }

  /** With checksums. */
  public static CheckOptions deepest() {
    return new CheckOptions(true, StorageOptions.defaults(), () -> {}, MOST_OF_A_KIND);
  }

  public CheckOptions withStorage(StorageOptions value) {
    return new CheckOptions(deep, value, checkpoint, mostOfAKind);
  }

  public CheckOptions withCheckpoint(Runnable value) {
    return new CheckOptions(deep, storage, value, mostOfAKind);
  }
}
