package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Checksum;
import io.omnigraph.storage.table.FileSum;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where Lance keeps one table, or one branch of it, in a local directory.
 *
 * @param root the graph's root
 * @param table the table's directory
 * @param directory of the branch; the table's own for main
 */
record TableFiles(Path root, Path table, Path directory) {
  private static final String SUFFIX = ".manifest";
  private static final String NOTE = "latest_version_hint.json";
  private static final Pattern NOTED = Pattern.compile("\"version\"\\s*:\\s*(\\d{1,18})");

  static TableFiles of(Path root, String path, String branch) {
    Path table = root.resolve(path).normalize();
    if (!table.startsWith(root) || table.equals(root)) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "table path outside the root: " + path);
    }
    return new TableFiles(
        root, table, branch == null ? table : table.resolve("tree").resolve(branch));
  }

  /** What Lance wants as the table's name. */
  String uri() {
    return directory.toString();
  }

  Path data() {
    return directory.resolve("data");
  }

  Path deletions() {
    return directory.resolve("_deletions");
  }

  Path versions() {
    return directory.resolve("_versions");
  }

  /** Names count down from 2^64 - 1, so that the newest sorts first. */
  Path versionFile(long version) {
    return versions().resolve(Long.toUnsignedString(-1L - version) + SUFFIX);
  }

  /** The naming of old tables: we never make one, but must not misread one. */
  private Path plainVersionFile(long version) {
    return versions().resolve(version + SUFFIX);
  }

  /**
   * Version files are contiguous up to the newest, so that a version without a next one is HEAD;
   * whatever removes old versions must remove from the oldest on and leave no gap.
   */
  boolean hasVersion(long version) {
    return existingVersionFile(version) != null;
  }

  /** The version's file, or null when there is none. */
  Path existingVersionFile(long version) {
    for (Path file : new Path[] {versionFile(version), plainVersionFile(version)}) {
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }

  /** Tells a version's file apart from any other of that name; equal to nothing when absent. */
  Object stamp(long version) {
    Path newer = versionFile(version);
    try {
      return new Stamp(Files.readAttributes(newer, BasicFileAttributes.class));
    } catch (IOException e) {
      try {
        return new Stamp(
            Files.readAttributes(plainVersionFile(version), BasicFileAttributes.class));
      } catch (IOException second) {
        return new Object();
      }
    }
  }

  private record Stamp(Object file, FileTime modified, long size) {
    Stamp(BasicFileAttributes attributes) {
      this(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }
  }

  /** Whether any version is there; looks at one of them. */
  boolean exists() throws IOException {
    try (Stream<Path> files = Files.list(versions())) {
      return files.anyMatch(file -> version(file.getFileName().toString()) > 0);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Newest version, or 0 when there is none, of a table whose versions have no gaps. Looks from the
   * version that Lance noted last upwards; lists the directory only when that is not there.
   */
  long latestOfUnbroken() throws IOException {
    long noted = notedVersion();
    return noted > 0 && hasVersion(noted) ? latestFrom(noted) : latestVersion();
  }

  /** What Lance believes to be the newest; any number or 0, for nobody promises it. */
  private long notedVersion() {
    try {
      Matcher number = NOTED.matcher(Files.readString(versions().resolve(NOTE)));
      return number.find() ? Long.parseLong(number.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Versions are contiguous. */
  private long latestFrom(long there) {
    long step = 1;
    while (hasVersion(there + step)) {
      step *= 2;
    }
    long found = there + step / 2;
    long missing = there + step;
    while (missing - found > 1) {
      long middle = (found + missing) >>> 1;
      if (hasVersion(middle)) {
        found = middle;
      } else {
        missing = middle;
      }
    }
    return found;
  }

  /** Newest version, or 0 when there is none. Lists a directory. */
  long latestVersion() throws IOException {
    long latest = 0;
    try (Stream<Path> files = Files.list(versions())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        latest = Math.max(latest, version(file.getFileName().toString()));
      }
    } catch (NoSuchFileException e) {
      return 0;
    }
    return latest;
  }

  static long version(String name) {
    if (!name.endsWith(SUFFIX)) {
      return 0;
    }
    String digits = name.substring(0, name.length() - SUFFIX.length());
    try {
      long number = Long.parseUnsignedLong(digits);
      return number < 0 ? -1L - number : number;
    } catch (NumberFormatException e) {
      return 0; // Not a version: leftovers are named NAME#1 or .tmp...
    }
  }

  /** A file that this branch wrote or took over from the branches it came from; null if absent. */
  Path find(String folder, String name) throws IOException {
    Path own = directory.resolve(folder).resolve(name);
    if (Files.exists(own)) {
      return own;
    }
    Path main = table.resolve(folder).resolve(name);
    if (Files.exists(main)) {
      return main;
    }
    Path tree = table.resolve("tree");
    if (!Files.isDirectory(tree)) {
      return null;
    }
    Path suffix = Path.of(folder, name);
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(file -> file.endsWith(suffix)).findFirst().orElse(null);
    }
  }

  FileSum sum(Path file, Checksum sum) {
    return new FileSum(relative(file), sum.size(), sum.crc32c());
  }

  /** A file's path within the table's directory. */
  String relative(Path file) {
    return table.relativize(file).toString().replace(File.separatorChar, '/');
  }

  /** The directory and its parents up to the root: what to sync when the directory is new. */
  List<Path> withVersionsAndParents() {
    List<Path> folders = new ArrayList<>(List.of(versions()));
    folders.addAll(withParents());
    return folders;
  }

  List<Path> withParents() {
    List<Path> folders = new ArrayList<>();
    for (Path at = directory; at != null && at.startsWith(root); at = at.getParent()) {
      folders.add(at);
    }
    return folders;
  }
}
