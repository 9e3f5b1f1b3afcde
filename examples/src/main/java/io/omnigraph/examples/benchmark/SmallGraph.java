package io.omnigraph.examples.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Persons with ids from 0, and a table of edges between them: what one-row commits change.
 *
 * @param persons that are there before the first commit
 */
record SmallGraph(Database database, Path folder, int persons) {
  static final String INSERT_KNOWS = "INSERT INTO knows (src, dst) VALUES (?, ?)";
  static final String POINT_READ = "SELECT name, age FROM person WHERE id = ?";
  static final String SCAN = "SELECT SUM(age) FROM person";

  private static final String PERSON =
      "CREATE TABLE person (id BIGINT PRIMARY KEY, name VARCHAR(40), age INTEGER)";

  void create() throws SQLException {
    try (Connection connection = open()) {
      createTables(connection);
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement(RowInsert.PERSON.sql())) {
        insert(insert, 0, persons);
      }
      connection.commit();
    }
  }

  void createTables(Connection connection) throws SQLException {
    Database.execute(connection, List.of(PERSON, database.edgeTable()));
    Database.execute(connection, database.indexes());
  }

  Connection open() throws SQLException {
    return database.open(folder);
  }

  /** As one batch. */
  static void insert(PreparedStatement insert, long firstId, int rows) throws SQLException {
    for (long id = firstId; id < firstId + rows; id++) {
      RowInsert.PERSON.binding().bind(insert, id);
      insert.addBatch();
    }
    if (insert.executeBatch().length != rows) {
      throw new IllegalStateException("not all of " + rows + " rows were inserted");
    }
  }

  /** The i-th edge between those of the beginning; the first square of their number all differ. */
  void bindEdge(PreparedStatement insert, int i) throws SQLException {
    int src = i % persons;
    insert.setLong(1, src);
    insert.setLong(2, (src + 1L + i / persons * 7_919L) % persons);
  }

  /** Of a statement that changes one row; else it did not do what is measured. */
  static long changeOne(PreparedStatement statement) throws SQLException {
    if (statement.executeUpdate() != 1) {
      throw new IllegalStateException("changed no row: " + statement);
    }
    return 1;
  }

  /** First column of the first row that a query with an id as its parameter gives. */
  static long ask(PreparedStatement query, long id) throws SQLException {
    query.setLong(1, id);
    try (ResultSet rows = query.executeQuery()) {
      return rows.next() ? rows.getString(1).hashCode() : 0;
    }
  }

  /** The number that a query without parameters gives. */
  static long number(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  static long number(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      return number(statement);
    }
  }
}
