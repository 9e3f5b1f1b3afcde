package io.omnigraph.storage.control;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Control files in a map: for tests of what stands above, with or without faults put in. */
public class InMemoryControlStore implements ControlStore {
  private final TreeMap<String, String> files = new TreeMap<>();

  @Override
  public synchronized Optional<String> read(String path) {
    return Optional.ofNullable(files.get(check(path)));
  }

  @Override
  public synchronized void write(String path, String text) {
    files.put(check(path), text);
  }

  @Override
  public synchronized boolean writeIfAbsent(String path, String text) {
    return files.putIfAbsent(check(path), text) == null;
  }

  @Override
  public synchronized void rename(String from, String to) {
    String text = files.remove(check(from));
    if (text == null) {
      throw new OmnigraphException(ErrorCode.DATA_CORRUPT, from, "no such file");
    }
    files.put(check(to), text);
  }

  @Override
  public synchronized void delete(String path) {
    files.remove(check(path));
  }

  @Override
  public synchronized boolean exists(String path) {
    return files.containsKey(check(path)) || !entries(path).isEmpty();
  }

  @Override
  public synchronized List<String> list(String folder) {
    return names(folder, true);
  }

  @Override
  public synchronized List<String> entries(String folder) {
    return names(folder, false);
  }

  private List<String> names(String folder, boolean filesOnly) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    TreeSet<String> names = new TreeSet<>();
    for (String path : files.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      String rest = path.substring(prefix.length());
      int slash = rest.indexOf('/');
      if (slash < 0) {
        names.add(rest);
      } else if (!filesOnly) {
        names.add(rest.substring(0, slash));
      }
    }
    return List.copyOf(names);
  }

  @Override
  public synchronized void deletePrefix(String folder) {
    if (folder.isEmpty()) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "deletePrefix of the root");
    }
    files.keySet().removeIf(path -> path.startsWith(folder + "/"));
  }

  @Override
  public void probeAtomicCreate() {
    // putIfAbsent of a map is atomic.
  }

  private static String check(String path) {
    if (path.startsWith("../") || path.startsWith("/")) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "control path outside the root: " + path);
    }
    return path;
  }
}
