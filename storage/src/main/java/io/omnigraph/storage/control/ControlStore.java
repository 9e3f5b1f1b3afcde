package io.omnigraph.storage.control;

import io.omnigraph.storage.file.Unsynced;
import java.util.List;
import java.util.Optional;

/**
 * Small whole-object files under one root: schema files, sidecars. Paths are relative with {@code
 * /}. Each write is visible completely or not at all and durable when the call returns.
 * Thread-safe.
 */
public interface ControlStore {
  /** The whole text, or empty when there is no such file. */
  Optional<String> read(String path);

  /** Replaces the file as a whole; parents are created. */
  void write(String path, String text);

  /**
   * As {@link #write(String, String)}; other files that must be on the disk by then are synced in
   * the same wait, as far as this store can.
   */
  default void write(String path, String text, Unsynced others) {
    write(path, text);
  }

  /**
   * Creates the file; false and no effect when it exists already. Of several callers exactly one
   * gets true.
   */
  boolean writeIfAbsent(String path, String text);

  void rename(String from, String to);

  /** Absent is success. Not durable: after a power cut the file may be back. */
  void delete(String path);

  boolean exists(String path);

  /**
   * Names (not paths) of the files directly in a folder, sorted; empty when there is none.
   * Temporary files of writes are left out.
   */
  List<String> list(String folder);

  /** Names of all entries directly in a folder, folders too, sorted. */
  List<String> entries(String folder);

  /** Removes a folder with all it holds; absent is success. */
  void deletePrefix(String folder);

  /** Fails when this root cannot do an atomic create; leaves nothing behind. */
  void probeAtomicCreate();
}
