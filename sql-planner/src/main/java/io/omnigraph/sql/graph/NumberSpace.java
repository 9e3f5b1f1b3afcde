package io.omnigraph.sql.graph;

import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.function.IntPredicate;

/** Rows of several tables under one numbering: each table's row numbers from a base on. */
final class NumberSpace {
  private final List<TableView> tables;
  private final int[] bases;

  NumberSpace(List<TableView> tables) {
    this.tables = List.copyOf(tables);
    this.bases = new int[tables.size() + 1];
    long next = 0;
    for (int i = 0; i < tables.size(); i++) {
      next += tables.get(i).rowNumberLimit();
      if (next > Integer.MAX_VALUE) {
        throw new OmnigraphException(
            ErrorCode.LIMIT_EXCEEDED,
            "The tables of the pattern have more than 2147483647 rows together. Name fewer labels.");
      }
      bases[i + 1] = (int) next;
    }
  }

  TableView table(int number) {
    return tables.get(number);
  }

  /** Tables. */
  int size() {
    return tables.size();
  }

  int base(int table) {
    return bases[table];
  }

  /** Numbers are below this. */
  int limit() {
    return bases[tables.size()];
  }

  int tableOf(int number) {
    int table = 0;
    while (number >= bases[table + 1]) {
      table++;
    }
    return table;
  }

  /**
   * A test of numbers from one test of row numbers a table.
   *
   * @param ofTables null for a table whose rows all pass; absent tables pass none
   */
  IntPredicate test(List<Integer> allowed, IntPredicate[] ofTables) {
    if (tables.size() == 1) {
      return ofTables[0];
    }
    boolean everything = allowed.size() == tables.size();
    for (int table : allowed) {
      everything &= ofTables[table] == null;
    }
    return everything
        ? null
        : number -> {
          int table = tableOf(number);
          return allowed.contains(table)
              && (ofTables[table] == null || ofTables[table].test(number - bases[table]));
        };
  }
}
