package io.omnigraph.examples.benchmark;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** An insert of one row that follows from a number, its key. */
record RowInsert(String sql, Binding binding) {
  /** Sets the parameters of a row. */
  @FunctionalInterface
  interface Binding {
    void bind(PreparedStatement statement, long id) throws SQLException;
  }

  /** A person of {@link Database#PERSON}. */
  static final RowInsert CITIZEN =
      new RowInsert(
          "INSERT INTO person (id, name, age, city) VALUES (?, ?, ?, ?)",
          (statement, id) -> {
            bindPerson(statement, id);
            statement.setString(4, "Oslo");
          });

  /** A person of {@link SmallGraph}. */
  static final RowInsert PERSON =
      new RowInsert("INSERT INTO person (id, name, age) VALUES (?, ?, ?)", RowInsert::bindPerson);

  private static void bindPerson(PreparedStatement statement, long id) throws SQLException {
    statement.setLong(1, id);
    statement.setString(2, "person " + id);
    statement.setInt(3, (int) (id % 90));
  }
}
