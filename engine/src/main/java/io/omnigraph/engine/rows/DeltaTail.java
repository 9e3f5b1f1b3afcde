package io.omnigraph.engine.rows;

import io.omnigraph.engine.manifest.DeltaChain;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import java.util.Arrays;

/**
 * The rows of the deltas on one pinned version, in the order of their commits, and which rows each
 * delta hid. It grows at its end; a state of the table sees some of its first deltas, whose part
 * never changes. Row numbers are consecutive. One writer at a time.
 */
final class DeltaTail {
  private final int base;
  private final GrowingColumn[] columns;
  private int links;
  private String[] commitIds = new String[4];
  private long[] seqs = new long[4];

  /** Rows up to and with a link. */
  private int[] ends = new int[4];

  /** Rows that a link hid, ascending. */
  private int[][] hidden = new int[4][];

  private long[] hiddenCounts = new long[4];

  /**
   * @param base number of the first row
   */
  DeltaTail(int base, Layout[] layouts) {
    this.base = base;
    this.columns = new GrowingColumn[layouts.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new GrowingColumn(layouts[i]);
    }
  }

  int base() {
    return base;
  }

  synchronized int links() {
    return links;
  }

  /** Rows of the first links. */
  synchronized int rows(int count) {
    return count == 0 ? 0 : ends[count - 1];
  }

  /** Row number after the last row of the first links. */
  int end(int count) {
    return base + rows(count);
  }

  synchronized String commitId(int link) {
    return commitIds[link];
  }

  /** How many links are of graph versions up to one. */
  synchronized int linksUpTo(long seq) {
    int at = Arrays.binarySearch(seqs, 0, links, seq);
    return at < 0 ? -1 - at : at + 1;
  }

  /** Rows that a link hid, ascending. */
  synchronized int[] hidden(int link) {
    return hidden[link];
  }

  /** Rows that the first links hid. */
  synchronized long hiddenCount(int count) {
    return count == 0 ? 0 : hiddenCounts[count - 1];
  }

  /** All rows that the first links hid. */
  synchronized int[] allHidden(int count) {
    int[] all = new int[Math.toIntExact(hiddenCount(count))];
    int at = 0;
    for (int link = 0; link < count; link++) {
      System.arraycopy(hidden[link], 0, all, at, hidden[link].length);
      at += hidden[link].length;
    }
    return all;
  }

  /** Values of at least all rows that any link before this moment has, the first at position 0. */
  synchronized Column column(int ordinal) {
    return columns[ordinal].column();
  }

  synchronized void append(DeltaChain.Link link, DeltaRows rows, int[] hides) {
    int written = rows.written();
    for (int i = 0; i < rows.columns().length; i++) {
      columns[i].append(rows.columns()[i], 0, written);
    }
    append(link.seq(), link.commitId(), rows(links) + written, hides);
  }

  private void append(long seq, String commitId, int end, int[] hides) {
    if (links == seqs.length) {
      int length = links * 2;
      commitIds = Arrays.copyOf(commitIds, length);
      seqs = Arrays.copyOf(seqs, length);
      ends = Arrays.copyOf(ends, length);
      hidden = Arrays.copyOf(hidden, length);
      hiddenCounts = Arrays.copyOf(hiddenCounts, length);
    }
    hiddenCounts[links] = hiddenCount(links) + hides.length;
    commitIds[links] = commitId;
    seqs[links] = seq;
    ends[links] = end;
    hidden[links++] = hides;
  }

  /** What is left when the first links are in a pinned version, under the same numbers. */
  synchronized DeltaTail without(int count, Layout[] layouts) {
    int from = rows(count);
    DeltaTail rest = new DeltaTail(base + from, layouts);
    for (int i = 0; i < columns.length; i++) {
      rest.columns[i].append(columns[i].column(), from, rows(links) - from);
    }
    for (int link = count; link < links; link++) {
      rest.append(seqs[link], commitIds[link], ends[link] - from, hidden[link]);
    }
    return rest;
  }
}
