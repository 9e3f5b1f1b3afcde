package io.omnigraph.sql.session;

import io.omnigraph.engine.session.Session;

/** SQL on one engine session; what a JDBC connection stands on. Used by one thread at a time. */
public interface SqlSession extends AutoCloseable {
  /** Branch, transaction, isolation, read-only, savepoints, load: straight from the engine. */
  Session engine();

  /**
   * Parses, validates and plans one statement; a trailing semicolon is allowed, a second statement
   * is not. Served from the plan cache when the text was planned before for this branch's schema. A
   * statement that can only be typed when its parameters are known is planned again at execute.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException SYNTAX_ERROR, TABLE_NOT_FOUND, … with
   *     line and column
   */
  PreparedSql prepare(String sql);

  /**
   * Counts the statements of a script: texts between top-level semicolons, without comments-only
   * pieces; literals, quoted names and comments are respected.
   */
  java.util.List<String> split(String script);

  /**
   * What is in the graph, for metadata: reads the current transaction's view or the newest commit.
   */
  SqlCatalog catalog();

  @Override
  void close();
}
