package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.table.ScanSpec;
import java.util.HashMap;
import java.util.Map;

/** Rows of a pinned version that a scan of it leaves out, by fragment. */
final class HiddenOffsets implements ScanSpec.HiddenRows {
  private final Map<Integer, long[]> offsets = new HashMap<>();

  /**
   * @param rows numbers of rows of the version
   */
  HiddenOffsets(PinnedRows pin, int[] rows, int count) {
    for (int i = 0; i < count; i++) {
      int at = pin.placementAt(rows[i]);
      Placement placement = pin.placements()[at];
      long[] bits =
          offsets.computeIfAbsent(pin.fragment(at).id(), id -> RowBits.ofSize(placement.rows()));
      RowBits.set(bits, placement.offset(rows[i]));
    }
  }

  @Override
  public long[] offsets(int fragment) {
    return offsets.get(fragment);
  }
}
