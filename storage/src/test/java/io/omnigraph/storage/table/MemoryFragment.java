package io.omnigraph.storage.table;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;

/**
 * @param rowIds one a physical row, as created and updated
 * @param created version that inserted the row
 * @param updated version that last wrote it
 */
record MemoryFragment(
    int id,
    String dataKey,
    Column[] columns,
    long[] rowIds,
    long[] created,
    long[] updated,
    long[] deletions)
    implements TableFragment {
  @Override
  public int physicalRows() {
    return rowIds.length;
  }

  @Override
  public int liveRows() {
    return rowIds.length - Bits.count(deletions);
  }

  @Override
  public long newestRowVersion() {
    return Arrays.stream(updated).max().orElse(0);
  }

  MemoryFragment without(long[] gone) {
    return new MemoryFragment(id, dataKey, columns, rowIds, created, updated, gone);
  }

  @Override
  public Column column(int column) {
    return switch (column) {
      case ScanSpec.ROW_ID -> new LongColumn(rowIds, null);
      case ScanSpec.CREATED_AT_VERSION -> new LongColumn(created, null);
      case ScanSpec.UPDATED_AT_VERSION -> new LongColumn(updated, null);
      case ScanSpec.ROW_ADDRESS -> {
        long[] addresses = new long[rowIds.length];
        for (int i = 0; i < addresses.length; i++) {
          addresses[i] = (long) id << 32 | i;
        }
        yield new LongColumn(addresses, null);
      }
      default -> columns[column];
    };
  }
}
