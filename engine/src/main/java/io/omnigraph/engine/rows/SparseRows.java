package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.RowBits;
import java.util.Arrays;

/**
 * A set of row numbers, most of them not in it. Immutable; a set with a few more rows shares what
 * it can, so that it costs the same whatever the size of the table.
 */
final class SparseRows {
  static final SparseRows NONE = new SparseRows(new long[0][]);

  /** 16,384 rows, 2 KiB. */
  private static final int PIECE_SHIFT = 14;

  static final int PIECE_ROWS = 1 << PIECE_SHIFT;

  private static final int PIECE_WORDS = PIECE_ROWS >> 6;

  /** A null is a piece without any. */
  private final long[][] pieces;

  private SparseRows(long[][] pieces) {
    this.pieces = pieces;
  }

  /** The rows below the limit that are not live. */
  static SparseRows notIn(long[] live, int limit) {
    if (live == null) {
      return NONE;
    }
    long[][] pieces = new long[(limit + PIECE_ROWS - 1) >>> PIECE_SHIFT][];
    for (int word = 0; word << 6 < limit; word++) {
      long gone = ~live[word] & below(limit, word);
      if (gone != 0) {
        int piece = word / PIECE_WORDS;
        pieces[piece] = pieces[piece] == null ? new long[PIECE_WORDS] : pieces[piece];
        pieces[piece][word % PIECE_WORDS] = gone;
      }
    }
    return new SparseRows(pieces);
  }

  /** Bits of a word that are rows below a limit. */
  static long below(int limit, int word) {
    int rows = limit - (word << 6);
    return rows >= 64 ? -1L : rows <= 0 ? 0 : (1L << rows) - 1;
  }

  boolean contains(int row) {
    int piece = row >>> PIECE_SHIFT;
    return piece < pieces.length
        && pieces[piece] != null
        && (pieces[piece][(row >> 6) & (PIECE_WORDS - 1)] & (1L << row)) != 0;
  }

  /** Rows {@code 64 * word} to {@code 64 * word + 63} as bits. */
  long word(int word) {
    int piece = word / PIECE_WORDS;
    return piece < pieces.length && pieces[piece] != null ? pieces[piece][word % PIECE_WORDS] : 0;
  }

  SparseRows with(int[] rows, int count) {
    if (count == 0) {
      return this;
    }
    int last = 0;
    for (int i = 0; i < count; i++) {
      last = Math.max(last, rows[i]);
    }
    long[][] copy = reaching(last);
    for (int i = 0; i < count; i++) {
      RowBits.set(own(copy, rows[i] >>> PIECE_SHIFT), rows[i] & (PIECE_ROWS - 1));
    }
    return new SparseRows(copy);
  }

  /** With all from one number up to another. */
  SparseRows withRange(int from, int to) {
    if (from >= to) {
      return this;
    }
    long[][] copy = reaching(to - 1);
    for (int word = from >> 6; word << 6 < to; word++) {
      long[] piece = own(copy, word / PIECE_WORDS);
      piece[word % PIECE_WORDS] |= below(to, word) & ~below(from, word);
    }
    return new SparseRows(copy);
  }

  private long[][] reaching(int row) {
    return Arrays.copyOf(pieces, Math.max(pieces.length, (row >>> PIECE_SHIFT) + 1));
  }

  /** A piece that this set does not share any more. */
  private long[] own(long[][] copy, int piece) {
    if (copy[piece] == null) {
      copy[piece] = new long[PIECE_WORDS];
    } else if (piece < pieces.length && copy[piece] == pieces[piece]) {
      copy[piece] = copy[piece].clone();
    }
    return copy[piece];
  }

  /** The other rows below a limit as bits; null when all are. */
  long[] complement(int limit) {
    long[] bits = null;
    for (int i = 0; i < pieces.length; i++) {
      if (pieces[i] == null) {
        continue;
      }
      int first = i * PIECE_WORDS;
      for (int k = 0; k < PIECE_WORDS && (first + k) << 6 < limit; k++) {
        long gone = pieces[i][k] & below(limit, first + k);
        if (gone != 0) {
          bits = bits == null ? RowBits.ones(limit) : bits;
          bits[first + k] &= ~gone;
        }
      }
    }
    return bits;
  }

  /** Ascending; {@code count} is how many there are. */
  int[] toArray(int count) {
    int[] rows = new int[count];
    int at = 0;
    for (int i = 0; i < pieces.length && at < count; i++) {
      for (int k = 0; pieces[i] != null && k < PIECE_WORDS && at < count; k++) {
        for (long bits = pieces[i][k]; bits != 0; bits &= bits - 1) {
          rows[at++] = (i << PIECE_SHIFT) + (k << 6) + Long.numberOfTrailingZeros(bits);
        }
      }
    }
    return rows;
  }

  /** Whether both have the same rows below a limit. */
  boolean agrees(SparseRows other, int limit) {
    for (int first = 0; first << 6 < limit; first += PIECE_WORDS) {
      int piece = first / PIECE_WORDS;
      if (piece(piece) != other.piece(piece)) {
        for (int word = first; word < first + PIECE_WORDS && word << 6 < limit; word++) {
          if (((word(word) ^ other.word(word)) & below(limit, word)) != 0) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Whether both have the same rows in a piece because they share it. */
  boolean sharesPiece(SparseRows other, int piece) {
    return piece(piece) == other.piece(piece);
  }

  private long[] piece(int piece) {
    return piece < pieces.length ? pieces[piece] : null;
  }
}
