package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.validate.EdgeEnds;
import java.util.Optional;

/**
 * Ends of loaded edges that were not there when their load ended. Whether they are missing is
 * judged at the commit; this only says which line of the file to name then.
 */
record OpenEnds(EdgeType type, boolean source, KeyColumns keys, int[] rows, String[] places) {
  /** As many are remembered; the first one is what an error names. */
  static final int MOST = 1_024;

  /** The place in the file that asked for a missing end. */
  Optional<String> place(EdgeEnds.Missing missing) {
    if (missing.source() == source && missing.type().typeId() == type.typeId()) {
      for (int i = 0; i < rows.length; i++) {
        if (keys.same(rows[i], missing.keys(), missing.position())) {
          return Optional.of(places[i]);
        }
      }
    }
    return Optional.empty();
  }
}
