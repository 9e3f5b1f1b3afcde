package io.omnigraph.engine.rows;

import java.util.Arrays;

/**
 * The row numbers of one fragment: they ascend with the offset. Mostly they are consecutive; a
 * fragment of carried rows has the numbers that they had before, with gaps where rows are gone.
 *
 * @param base number of the first row
 * @param rows physical rows
 * @param numbers by offset, or null when they are consecutive
 */
record Placement(String dataKey, int base, int rows, int[] numbers) {
  static Placement consecutive(String dataKey, int base, int rows) {
    return new Placement(dataKey, base, rows, null);
  }

  /** Null when the numbers do not ascend. */
  static Placement of(String dataKey, int[] numbers) {
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i] <= numbers[i - 1]) {
        return null;
      }
    }
    int rows = numbers.length;
    boolean consecutive = numbers[rows - 1] - numbers[0] == rows - 1;
    return new Placement(dataKey, numbers[0], rows, consecutive ? null : numbers);
  }

  /** All its numbers are below. */
  int end() {
    return rows == 0 ? base : number(rows - 1) + 1;
  }

  int number(int offset) {
    return numbers == null ? base + offset : numbers[offset];
  }

  /** Offset of the row of a number; negative when it has none. */
  int offset(int number) {
    if (numbers != null) {
      return Arrays.binarySearch(numbers, number);
    }
    return number < end() ? number - base : -1;
  }

  /** First offset of a number that is not below. */
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
