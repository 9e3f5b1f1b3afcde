package io.omnigraph.storage.table;

/**
 * How a file differs from what was recorded of it.
 *
 * @param actual null when the file is missing or cannot be read
 */
public record FileFault(FileSum expected, Kind kind, FileSum actual) {
  /** What is wrong, the graver first: a file of another size is not summed. */
  public enum Kind {
    MISSING,
    UNREADABLE,
    SIZE,
    SUM
  }

  /** Names the file and what differs. */
  public String text() {
    return switch (kind) {
      case MISSING -> expected.path() + " is missing";
      case UNREADABLE -> expected.path() + " cannot be read";
      case SIZE -> expected.path() + " has " + actual.size() + " bytes, not " + expected.size();
      case SUM ->
          "%s has checksum %08x, not %08x"
              .formatted(expected.path(), actual.crc32c(), expected.crc32c());
    };
  }
}
