package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Checksum;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.table.FileFault;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.StoredFile;
import io.omnigraph.storage.table.StoredFile.Kind;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lance.FragmentMetadata;
import org.lance.fragment.DataFile;
import org.lance.index.Index;

/** The files of one table: which there are, which a version needs, whether they are as recorded. */
final class TableInventory {
  private static final String BRANCHES = "tree/";

  private final String path;
  private final TableFiles main;

  TableInventory(Path root, String path) {
    this.path = path;
    main = TableFiles.of(root, path, null);
  }

  /** All files, branches' included; those that vanish meanwhile are left out. */
  List<StoredFile> all() {
    List<StoredFile> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          main.table(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              found.add(stored(main.relative(file), attributes));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw FileFailure.of(main.table(), e);
    }
    return found;
  }

  private StoredFile stored(String relative, BasicFileAttributes attributes) {
    String name = relative.substring(relative.lastIndexOf('/') + 1);
    Kind kind = kind(relative, name);
    return new StoredFile(
        relative,
        attributes.size(),
        attributes.lastModifiedTime().toMillis(),
        kind,
        kind == Kind.VERSION
            ? new TableRef(path, branch(relative), TableFiles.version(name))
            : null);
  }

  private static Kind kind(String relative, String name) {
    if (name.startsWith(".tmp") || name.contains("#")) {
      return Kind.UNFINISHED;
    }
    String folder = relative.substring(0, Math.max(0, relative.length() - name.length() - 1));
    String last = folder.substring(folder.lastIndexOf('/') + 1);
    if (relative.startsWith("_refs/")) {
      return Kind.REFERENCE;
    }
    if (("/" + folder + "/").contains("/_indices/")) {
      return Kind.INDEX;
    }
    return switch (last) {
      case "data" -> Kind.DATA;
      case "_deletions" -> Kind.DELETION;
      case "_transactions" -> Kind.TRANSACTION;
      case "_versions" -> TableFiles.version(name) > 0 ? Kind.VERSION : Kind.OTHER;
      default -> Kind.OTHER;
    };
  }

  /** Branch names may have slashes; the folder of versions is the branch's own. */
  private static String branch(String versionFile) {
    int end = versionFile.lastIndexOf("/_versions/");
    return versionFile.startsWith(BRANCHES) ? versionFile.substring(BRANCHES.length(), end) : null;
  }

  /** Version, data, deletion and index files of a version. */
  static Set<String> referenced(OpenTable table) {
    TableFiles files = table.files();
    Set<String> result = new LinkedHashSet<>();
    Path version = files.existingVersionFile(table.ref().version());
    if (version == null) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, table.describe(), "its version file is missing");
    }
    result.add(files.relative(version));
    for (LanceFragment fragment : table.fragments()) {
      FragmentMetadata metadata = fragment.metadata();
      for (DataFile file : metadata.getFiles()) {
        result.add(place(files, "data", file.getPath()));
      }
      if (metadata.getDeletionFile() != null) {
        String name = StagedDeletions.name(fragment.id(), metadata.getDeletionFile());
        result.add(place(files, "_deletions", name));
      }
    }
    try {
      for (Index index : table.dataset().getIndexes()) {
        result.addAll(filesOf(files, index));
      }
    } catch (RuntimeException e) {
      throw LanceFailures.exception(table.describe(), e);
    }
    return result;
  }

  /** Where a file lies; where the version's own branch would have it, if it is missing. */
  private static String place(TableFiles files, String folder, String name) {
    try {
      Path found = files.find(folder, name);
      return files.relative(
          found == null ? files.directory().resolve(folder).resolve(name) : found);
    } catch (IOException e) {
      throw FileFailure.of(files.directory(), e);
    }
  }

  private static List<String> filesOf(TableFiles files, Index index) {
    String folder = place(files, "_indices", index.uuid().toString());
    Path directory = files.table().resolve(folder);
    if (!Files.isDirectory(directory)) {
      return List.of(folder);
    }
    try (Stream<Path> parts = Files.walk(directory)) {
      return parts.filter(Files::isRegularFile).map(files::relative).toList();
    } catch (IOException | UncheckedIOException e) {
      throw FileFailure.of(
          directory, e instanceof IOException io ? io : (IOException) e.getCause());
    }
  }

  /** Sums files that a version refers to, as they are now. */
  List<FileSum> sums(Set<String> files) {
    List<FileSum> sums = new ArrayList<>();
    for (String file : files) {
      try {
        Checksum sum = Checksum.of(main.table().resolve(file));
        sums.add(new FileSum(file, sum.size(), sum.crc32c()));
      } catch (IOException e) {
        throw FileFailure.of(main.table().resolve(file), e);
      }
    }
    return sums;
  }

  List<FileFault> verify(List<FileSum> expected) {
    List<FileFault> faults = new ArrayList<>();
    for (FileSum sum : expected) {
      FileFault fault = fault(main.table(), sum);
      if (fault != null) {
        faults.add(fault);
      }
    }
    return faults;
  }

  /** What is wrong with a file, or null. */
  static FileFault fault(Path table, FileSum expected) {
    Path file = table.resolve(expected.path());
    try {
      long size = Files.size(file);
      if (size != expected.size()) {
        FileSum actual = new FileSum(expected.path(), size, 0);
        return new FileFault(expected, FileFault.Kind.SIZE, actual);
      }
      Checksum sum = Checksum.of(file);
      FileSum actual = new FileSum(expected.path(), sum.size(), sum.crc32c());
      return actual.equals(expected) ? null : new FileFault(expected, FileFault.Kind.SUM, actual);
    } catch (NoSuchFileException e) {
      return new FileFault(expected, FileFault.Kind.MISSING, null);
    } catch (IOException e) {
      return new FileFault(expected, FileFault.Kind.UNREADABLE, null);
    }
  }
}
