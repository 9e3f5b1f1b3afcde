package io.omnigraph.engine.rows;

import io.omnigraph.engine.manifest.TableDelta;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.TableSnapshot;

/**
 * A table at a graph version, for those who read all of it and must not hold it: its pinned version
 * is streamed, only the deltas are in memory. For all else there is {@link StoredTable}.
 */
public final class StreamedTable {
  private final TableSnapshot pin;
  private final TableType type;

  /** Null as long as there are no deltas. */
  private DeltaLayer deltas;

  /**
   * @param pin has the columns of the type; not closed with this
   */
  public StreamedTable(TableSnapshot pin, TableType type) {
    this.pin = pin;
    this.type = type;
  }

  /**
   * Lays the next delta on it, in the order of the commits.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException DATA_CORRUPT when it is none of the
   *     table; then nothing was done
   */
  public void add(TableDelta delta) {
    DeltaRows rows = DeltaCodec.decode(delta, type);
    if (deltas == null) {
      deltas = new DeltaLayer(type);
    }
    deltas.add(rows);
  }

  /** Live rows, and those of the pinned version that deltas hide. */
  public long mostRows() {
    return pin.rowCount() + (deltas == null ? 0 : deltas.liveRows());
  }

  /**
   * All live rows. If the pinned version has a key twice, a delta hides one of the two rows.
   *
   * @param ordinals of the type's columns
   */
  public BatchCursor scan(int... ordinals) {
    return deltas == null
        ? pin.scan(ScanSpec.of(ordinals))
        : new StreamedCursor(pin, deltas, ordinals, type.keyColumns());
  }
}
