package io.omnigraph.storage.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files and folders that a later step will name and that must be on the disk before. Collected over
 * all parts of a step, so that it waits once. One thread.
 */
public final class Unsynced {
  private final Map<Path, SumTaker> summed = new LinkedHashMap<>();

  /** Files that nobody wants summed, and folders. */
  private final Set<Path> others = new LinkedHashSet<>();

  private final List<Runnable> afterwards = new ArrayList<>();

  /** Told what is in a file while it is synced. */
  @FunctionalInterface
  public interface SumTaker {
    void take(Path file, Checksum sum);
  }

  /** A file that is summed while it is synced. */
  public void add(Path file, SumTaker taker) {
    summed.put(file, taker);
  }

  /** A file that is not summed, or a folder that is new and so must be synced into its parent. */
  public void add(Path path) {
    others.add(path);
  }

  /** To be run once all is synced. */
  public void then(Runnable work) {
    afterwards.add(work);
  }

  /** Takes over what another one has, which is empty then. */
  public void addAll(Unsynced other) {
    summed.putAll(other.summed);
    others.addAll(other.others);
    afterwards.addAll(other.afterwards);
    other.clear();
  }

  public boolean isEmpty() {
    return summed.isEmpty() && others.isEmpty();
  }

  /** Syncs all. It is empty then, even after a failure: a sync that failed is not repeated. */
  public void sync(Durable durable) throws IOException {
    Map<Path, SumTaker> takers = new LinkedHashMap<>(summed);
    List<Path> files = List.copyOf(takers.keySet());
    List<Path> rest = new ArrayList<>(others);
    List<Runnable> then = List.copyOf(afterwards);
    clear();
    List<Checksum> sums = durable.syncAndSum(files, rest);
    for (int i = 0; i < files.size(); i++) {
      takers.get(files.get(i)).take(files.get(i), sums.get(i));
    }
    then.forEach(Runnable::run);
  }

  private void clear() {
    summed.clear();
    others.clear();
    afterwards.clear();
  }
}
