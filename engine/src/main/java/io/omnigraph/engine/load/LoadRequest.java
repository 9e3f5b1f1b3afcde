package io.omnigraph.engine.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to load (spec: load-and-mutation 2, 3, 8).
 *
 * @param table one table (COPY; CSV or bare JSONL rows), or empty for a JSONL file of node and edge
 *     lines (LOAD GRAPH)
 * @param target a branch, or empty for the session's own
 * @param columns names by position for CSV, or empty to take them from the header
 */
public record LoadRequest(
    Optional<String> table,
    List<String> columns,
    Path file,
    Format format,
    Mode mode,
    CsvOptions csv,
    Progress progress,
    Optional<Target> target) {
  /** Onto the session's branch. */
  public LoadRequest(
      Optional<String> table,
      List<String> columns,
      Path file,
      Format format,
      Mode mode,
      CsvOptions csv,
      Progress progress) {
    this(table, columns, file, format, mode, csv, progress, Optional.empty());
  }

  public LoadRequest onto(Target branch) {
    return new LoadRequest(table, columns, file, format, mode, csv, progress, Optional.of(branch));
  }

  /**
   * The branch to load onto.
   *
   * @param from forked first when there is no such branch; not looked at when there is
   */
  public record Target(String branch, Optional<String> from) {}

  /** How the file is written. */
  public enum Format {
    CSV,
    JSONL
  }

  /** What happens to rows that are there. */
  public enum Mode {
    APPEND,
    MERGE,
    OVERWRITE
  }

  /**
   * Of CSV files.
   *
   * @param header whether the first line names the columns
   * @param nullText an unquoted field of exactly this text is NULL
   * @param aliases header name to column name, e.g. {@code origin → src}; without regard to case
   */
  public record CsvOptions(
      boolean header, char delimiter, String nullText, Map<String, String> aliases) {
    public static CsvOptions defaults() {
      return new CsvOptions(true, ',', "", Map.of());
    }
  }

  /** Told about progress from the loading thread, at most some ten times a second. */
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (bytesRead, bytesTotal, rows) -> {};

    void at(long bytesRead, long bytesTotal, long rows);
  }
}
