package io.omnigraph.storage.log;

import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.file.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The files of a log under test, to be opened, changed and copied. */
record LogFiles(Path root, Durable durable, int segmentBytes) {
  static LogFiles in(Path root, int segmentBytes) {
    return new LogFiles(root, new Durable(Durability.OS), segmentBytes);
  }

  Path folder() {
    return root.resolve(LocalCommitLog.FOLDER);
  }

  Path segment(int number) {
    return folder().resolve(String.format(Locale.ROOT, "%020d.log", number));
  }

  Path end() {
    return folder().resolve(EndFile.NAME);
  }

  LocalCommitLog open() {
    return new LocalCommitLog(folder(), durable, segmentBytes, null);
  }

  LocalCommitLog openWith(LogFile.Opener opener) {
    return new LocalCommitLog(folder(), durable, segmentBytes, null, opener);
  }

  LocalCommitLog openForReading(BooleanSupplier isWriterActive) {
    return new LocalCommitLog(folder(), durable, segmentBytes, isWriterActive);
  }

  /** What a new writer finds, after it has recovered. */
  List<String> recovered() {
    try (CommitLog log = open()) {
      log.recover();
      return CommitLogContract.texts(log, log.start());
    }
  }

  /** What somebody finds who only reads, while nobody writes. */
  List<String> shown() {
    try (CommitLog log = openForReading(() -> false)) {
      return CommitLogContract.texts(log, log.start());
    }
  }

  LogFiles copyTo(Path other) throws IOException {
    LogFiles copy = new LogFiles(other, durable, segmentBytes);
    Files.createDirectories(copy.folder());
    for (Path file : list()) {
      Files.copy(file, copy.folder().resolve(file.getFileName().toString()));
    }
    return copy;
  }

  List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().toList();
    }
  }

  List<Path> temporaries() throws IOException {
    return list().stream().filter(f -> f.getFileName().toString().startsWith(".tmp-")).toList();
  }
}
