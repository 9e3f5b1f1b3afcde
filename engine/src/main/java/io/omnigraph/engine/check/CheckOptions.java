package io.omnigraph.engine.check;

import io.omnigraph.storage.StorageOptions;
import java.util.function.BooleanSupplier;

/**
 * How a directory is checked.
 *
 * @param deep whether the bytes of every file are compared with the checksums of the commits
 * @param storage how files are read when the graph is not open in this process
 * @param cancelled asked once a batch of rows
 * @param mostOfAKind findings of one kind on one table that are listed one by one; one more tells
 *     that there are others
 */
public record CheckOptions(
    boolean deep, StorageOptions storage, BooleanSupplier cancelled, int mostOfAKind) {
  private static final int MOST_OF_A_KIND = 10;

  /** Without checksums. */
  public static CheckOptions shallow() {
    return new CheckOptions(false, StorageOptions.defaults(), () -> false, MOST_OF_A_KIND);
  }

  public CheckOptions withStorage(StorageOptions value) {
    return new CheckOptions(deep, value, cancelled, mostOfAKind);
  }

  public CheckOptions withCancelled(BooleanSupplier value) {
    return new CheckOptions(deep, storage, value, mostOfAKind);
  }
}
