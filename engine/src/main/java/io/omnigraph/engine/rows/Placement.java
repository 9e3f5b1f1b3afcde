package io.omnigraph.engine.rows;

import java.util.Arrays;

/**
 * The row numbers of one fragment. Mostly they are consecutive; a fragment of rows that were
 * elsewhere before, in other fragments or in deltas, has the numbers that they had, in any order.
 * Numbers of two fragments may lie in between each other.
 */
final class Placement {
  private final String dataKey;
  private final int base;
  private final int end;
  private final int rows;
  private final int[] numbers;
  private final boolean ascending;

  /** By number; made when first asked for. */
  private volatile long[] byNumber;

  private Placement(String dataKey, int base, int end, int rows, int[] numbers, boolean ascending) {
    this.dataKey = dataKey;
    this.base = base;
    this.end = end;
    this.rows = rows;
    this.numbers = numbers;
    this.ascending = ascending;
  }

  static Placement consecutive(String dataKey, int base, int rows) {
    return new Placement(dataKey, base, base + rows, rows, null, true);
  }

  /**
   * @param numbers by offset, at least one, each once
   */
  static Placement of(String dataKey, int[] numbers) {
    int min = numbers[0];
    int max = numbers[0];
    boolean ascending = true;
    for (int i = 1; i < numbers.length; i++) {
      ascending &= numbers[i] > numbers[i - 1];
      min = Math.min(min, numbers[i]);
      max = Math.max(max, numbers[i]);
    }
    return ascending && max - min == numbers.length - 1
        ? consecutive(dataKey, min, numbers.length)
        : new Placement(dataKey, min, max + 1, numbers.length, numbers, ascending);
  }

  String dataKey() {
    return dataKey;
  }

  /** The lowest number. */
  int base() {
    return base;
  }

  /** All numbers are below. */
  int end() {
    return end;
  }

  /** Physical rows. */
  int rows() {
    return rows;
  }

  boolean isConsecutive() {
    return numbers == null;
  }

  /** Whether numbers ascend with the offset. */
  boolean isAscending() {
    return ascending;
  }

  int number(int offset) {
    return numbers == null ? base + offset : numbers[offset];
  }

  /** Offset of the row of a number; negative when it has none. */
  int offset(int number) {
    if (number < base || number >= end) {
      return -1;
    }
    if (numbers == null) {
      return number - base;
    }
    return ascending ? Arrays.binarySearch(numbers, number) : shuffledOffset(number);
  }

  private int shuffledOffset(int number) {
    long[] sorted = byNumber();
    int at = -1 - Arrays.binarySearch(sorted, (long) number << 32 | 0xffff_ffffL);
    int found = at - 1;
    return found >= 0 && (int) (sorted[found] >>> 32) == number ? (int) sorted[found] : -1;
  }

  /** Number in the upper, offset in the lower 32 bits, ascending. */
  private long[] byNumber() {
    long[] sorted = byNumber;
    if (sorted == null) {
      sorted = new long[rows];
      for (int offset = 0; offset < rows; offset++) {
        sorted[offset] = (long) numbers[offset] << 32 | offset;
      }
      Arrays.sort(sorted);
      byNumber = sorted;
    }
    return sorted;
  }

  /** First offset of a number that is not below; only where numbers ascend. */
  int offsetFrom(int number) {
    if (numbers == null) {
      return Math.min(rows, Math.max(0, number - base));
    }
    int at = Arrays.binarySearch(numbers, number);
    return at < 0 ? -1 - at : at;
  }

  /** End of the run of consecutive numbers that begins at an offset. */
  int runEnd(int offset) {
    if (numbers == null) {
      return rows;
    }
    int end = offset + 1;
    while (end < rows && numbers[end] == numbers[end - 1] + 1) {
      end++;
    }
    return end;
  }
}
