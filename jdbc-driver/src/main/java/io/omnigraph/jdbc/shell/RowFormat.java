package io.omnigraph.jdbc.shell;

import java.util.Locale;
import java.util.Optional;

/** How rows are printed. */
enum RowFormat {
  TABLE,
  CSV,
  JSON,
  JSONL;

  static Optional<RowFormat> named(String name) {
    for (RowFormat each : values()) {
      if (each.label().equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
