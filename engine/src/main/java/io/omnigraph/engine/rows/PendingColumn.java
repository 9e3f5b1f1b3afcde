package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;

/**
 * One column of pending rows: the first rows perhaps in a file, the rest on the heap. A column that
 * an index looks into stays on the heap.
 */
final class PendingColumn {
  private final Layout layout;
  private final List<SpillFile.Piece> pieces = new ArrayList<>();
  private SpillFile file;
  private int spilledRows;
  private GrowingColumn tail;
  private boolean indexed;
  private SoftReference<Column> whole = new SoftReference<>(null);

  PendingColumn(Layout layout) {
    this.layout = layout;
    this.tail = new GrowingColumn(layout);
  }

  Layout layout() {
    return layout;
  }

  /** To append to. */
  GrowingColumn tail() {
    whole = new SoftReference<>(null);
    return tail;
  }

  int tailRows() {
    return tail.size();
  }

  /** About what the rows on the heap take. */
  long tailBytes() {
    long nulls = tail.size() / 8;
    return nulls
        + switch (layout) {
          case INT -> 4L * tail.size();
          case LONG, DOUBLE -> 8L * tail.size();
          case BYTES -> 4L * tail.size() + ((BytesColumn) tail.column()).offsets()[tail.size()];
        };
  }

  /** About what all rows take. */
  long sizeBytes() {
    long bytes = tailBytes();
    for (SpillFile.Piece piece : pieces) {
      bytes += 8L * piece.rows() + piece.bytes();
    }
    return bytes;
  }

  boolean isSpillable() {
    return !indexed && tail.size() > 0;
  }

  /** Moves the rows on the heap to the end of a file. */
  void spill(SpillFile to) {
    file = to;
    pieces.add(to.write(tail.column(), tail.size()));
    spilledRows += tail.size();
    tail = new GrowingColumn(layout);
    whole = new SoftReference<>(null);
  }

  /** All rows; reads the file unless somebody still has what was read before. */
  Column column() {
    if (pieces.isEmpty()) {
      return tail.column();
    }
    Column known = whole.get();
    if (known == null) {
      known = column(0, spilledRows + tail.size());
      whole = new SoftReference<>(known);
    }
    return known;
  }

  /** Rows {@code from} to {@code to}, the first of them at position 0 unless all is on the heap. */
  Column column(int from, int to) {
    GrowingColumn rows = new GrowingColumn(layout);
    int base = 0;
    for (SpillFile.Piece piece : pieces) {
      int first = Math.max(from, base);
      int last = Math.min(to, base + piece.rows());
      if (first < last) {
        rows.append(file.read(piece, layout), first - base, last - first);
      }
      base += piece.rows();
    }
    int first = Math.max(from, base);
    if (first < to) {
      rows.append(tail.column(), first - base, to - first);
    }
    return rows.column();
  }

  /** From here on it stays on the heap. */
  void index() {
    if (!indexed) {
      indexed = true;
      if (!pieces.isEmpty()) {
        GrowingColumn rows = new GrowingColumn(layout);
        rows.append(column(), 0, spilledRows + tail.size());
        tail = rows;
        pieces.clear();
        spilledRows = 0;
      }
    }
  }

  void truncate(int size) {
    whole = new SoftReference<>(null);
    if (size >= spilledRows) {
      tail.truncate(size - spilledRows);
      return;
    }
    tail = new GrowingColumn(layout);
    while (spilledRows > size) {
      SpillFile.Piece last = pieces.remove(pieces.size() - 1);
      spilledRows -= last.rows();
      if (spilledRows < size) {
        int kept = size - spilledRows;
        tail.append(file.read(last, layout), 0, kept);
        return;
      }
    }
  }
}
