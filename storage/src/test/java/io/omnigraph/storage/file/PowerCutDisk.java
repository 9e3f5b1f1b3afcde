package io.omnigraph.storage.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Remembers what was forced, and can show the directory as a power cut might leave it. What was
 * forced is there: a folder's names as they were when it was last forced, a file's bytes likewise.
 * Of the rest nothing survives, or anything: each name made, moved or deleted since on its own, and
 * files whole, in part, with holes or empty; of a file that was forced and then written in place,
 * some of the sectors. A journal keeps more order than that.
 *
 * <p>Nothing is forced while a copy is made, so that the copy is of one moment: what others do
 * meanwhile cannot be durable yet.
 */
public final class PowerCutDisk implements Durable.Force {
  /** Smaller parts of a file are not lost one by one. */
  private static final int PAGE = 4_096;

  /** A disk writes these whole, whatever the size of a page. */
  private static final int SECTOR = 512;

  /** A file or folder under a name. */
  private record Entry(Object inode, boolean folder) {}

  private final Path kept;
  private final Map<Object, byte[]> files = new ConcurrentHashMap<>(); // by inode: names may change
  private final Set<Object> dropped = ConcurrentHashMap.newKeySet();
  private volatile Predicate<Path> failing = path -> false;
  private final Map<Path, Map<String, Entry>> folders = new ConcurrentHashMap<>();

  /**
   * @param kept a folder on the same disk, for a second name of each file seen: without it the
   *     inode of a deleted file could become another file's
   */
  public PowerCutDisk(Path kept) {
    this.kept = kept;
    try {
      Files.createDirectories(kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on what is meant cannot be forced. */
  public void failFor(Predicate<Path> meant) {
    failing = meant;
  }

  /** One that failed drops the file's pages: a second one succeeds and forces nothing. */
  @Override
  public synchronized void force(Path path) throws IOException {
    boolean fails = failing.test(path);
    if (Files.isDirectory(path)) {
      if (!fails) {
        folders.put(path, entries(path));
      }
    } else {
      Object inode = keep(path);
      if (fails) {
        dropped.add(inode);
      } else if (!dropped.contains(inode)) {
        files.put(inode, Files.readAllBytes(path));
      }
    }
    if (fails) {
      throw new IOException("Input/output error");
    }
  }

  /** Takes a directory as it is for durable. */
  public void forceTree(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        force(path);
      }
    }
  }

  private Map<String, Entry> entries(Path folder) throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : (Iterable<Path>) children::iterator) {
        try {
          boolean isFolder = Files.isDirectory(child);
          Object inode = isFolder ? child : keep(child);
          entries.put(child.getFileName().toString(), new Entry(inode, isFolder));
        } catch (NoSuchFileException e) {
          // It went while we were looking.
        }
      }
    } catch (NoSuchFileException e) {
      return Map.of();
    }
    return entries;
  }

  private Object keep(Path file) throws IOException {
    Object inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    try {
      Files.createLink(kept.resolve(inode.toString().replaceAll("[^0-9a-z]", "_")), file);
    } catch (FileAlreadyExistsException e) {
      // Kept already.
    }
    return inode;
  }

  /** Copies what survives if nothing does that was not forced; the root itself always does. */
  public void survive(Path root, Path copy) {
    survive(root, copy, null);
  }

  /** Copies what survives if of all that was not forced a part does, other ones each time. */
  public synchronized void survive(Path root, Path copy, Random random) {
    try {
      copy(root, copy, random == null ? null : new Chance(random));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How likely it is that something survives that need not. */
  private record Chance(Random random, double share) {
    Chance(Random random) {
      this(random, new double[] {0.1, 0.5, 0.9}[random.nextInt(3)]);
    }

    boolean survives() {
      return random.nextDouble() < share;
    }
  }

  private void copy(Path folder, Path copy, Chance chance) throws IOException {
    Files.createDirectories(copy);
    Map<String, Entry> forced = folders.getOrDefault(folder, Map.of());
    Map<String, Entry> live = chance == null ? Map.of() : entries(folder);
    TreeSet<String> names = new TreeSet<>(forced.keySet());
    names.addAll(live.keySet());
    for (String name : names) {
      boolean ofNow = chance != null && chance.survives();
      Entry entry = ofNow ? live.get(name) : forced.get(name);
      if (entry == null) {
        continue;
      }
      if (entry.folder()) {
        copy(folder.resolve(name), copy.resolve(name), chance);
      } else {
        Files.write(copy.resolve(name), bytes(entry.inode(), chance));
      }
    }
  }

  private byte[] bytes(Object inode, Chance chance) throws IOException {
    byte[] forced = files.getOrDefault(inode, new byte[0]);
    if (chance == null) {
      return forced;
    }
    Path file = kept.resolve(inode.toString().replaceAll("[^0-9a-z]", "_"));
    byte[] live = Files.readAllBytes(file);
    if (Arrays.equals(forced, live)) {
      return forced;
    }
    if (forced.length > 0 && forced.length == live.length) {
      return written(forced, live, chance);
    }
    return switch (chance.random().nextInt(5)) {
      case 0 -> forced;
      case 1 -> Arrays.copyOf(live, chance.random().nextInt(live.length + 1));
      case 2 -> withHoles(live, chance.random());
      case 3 -> new byte[live.length];
      default -> live;
    };
  }

  /** What was forced, and over it a part of the sectors that were written since. */
  private static byte[] written(byte[] forced, byte[] live, Chance chance) {
    byte[] mixed = forced.clone();
    int piece = chance.random().nextBoolean() ? PAGE : SECTOR;
    for (int from = 0; from < mixed.length; from += piece) {
      if (chance.survives()) {
        System.arraycopy(live, from, mixed, from, Math.min(piece, mixed.length - from));
      }
    }
    return mixed;
  }

  private static byte[] withHoles(byte[] live, Random random) {
    byte[] holed = live.clone();
    for (int from = 0; from < holed.length; from += PAGE) {
      if (random.nextBoolean()) {
        Arrays.fill(holed, from, Math.min(from + PAGE, holed.length), (byte) 0);
      }
    }
    return holed;
  }
}
