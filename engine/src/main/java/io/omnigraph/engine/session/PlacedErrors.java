package io.omnigraph.engine.session;

import io.omnigraph.storage.error.OmnigraphException;

/** Violations found in an input file, with the place. */
final class PlacedErrors {
  private PlacedErrors() {}

  /** The same error; its first value, the table's name, is preceded by the place. */
  static OmnigraphException at(String place, OmnigraphException e) {
    Object[] values = e.values().toArray();
    values[0] = place + " " + values[0];
    return new OmnigraphException(e.code(), values).causedBy(e);
  }
}
