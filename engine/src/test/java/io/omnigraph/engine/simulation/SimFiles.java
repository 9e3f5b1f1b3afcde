package io.omnigraph.engine.simulation;

import io.omnigraph.storage.control.InMemoryControlStore;
import io.omnigraph.storage.table.InMemoryTables;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Control files that know the tables beside them, and that a delete is not durable until something
 * is written into the same folder: that waits for the folder, and the delete is a part of it.
 */
final class SimFiles extends InMemoryControlStore {
  private static final int REMEMBERED = 3;

  private final InMemoryTables disk;
  private final LinkedHashMap<String, String> deleted = new LinkedHashMap<>();

  SimFiles(InMemoryTables disk) {
    this.disk = disk;
  }

  @Override
  public synchronized void write(String path, String text) {
    super.write(path, text);
    folderIsSynced(path);
  }

  @Override
  public synchronized boolean writeIfAbsent(String path, String text) {
    boolean written = super.writeIfAbsent(path, text);
    folderIsSynced(path);
    return written;
  }

  @Override
  public synchronized void rename(String from, String to) {
    super.rename(from, to);
    folderIsSynced(from);
    folderIsSynced(to);
  }

  private void folderIsSynced(String path) {
    deleted.keySet().removeIf(other -> folder(other).equals(folder(path)));
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  @Override
  public synchronized void delete(String path) {
    read(path).ifPresent(text -> remember(path, text));
    super.delete(path);
  }

  private void remember(String path, String text) {
    deleted.remove(path);
    deleted.put(path, text);
    if (deleted.size() > REMEMBERED) {
      deleted.remove(deleted.keySet().iterator().next());
    }
  }

  @Override
  public synchronized void deletePrefix(String folder) {
    super.deletePrefix(folder);
    disk.removeFolder(folder);
  }

  /** A power cut takes some of the last deletes back. */
  synchronized void undelete(Random random) {
    for (Map.Entry<String, String> file : deleted.entrySet()) {
      if (random.nextInt(3) == 0) {
        super.writeIfAbsent(file.getKey(), file.getValue());
      }
    }
    deleted.clear();
  }
}
