package io.omnigraph.sql.parser;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Statements and clauses of the standard and of PostgreSQL that our grammar does not have. A text
 * that does not parse is looked up here, so that what is merely absent is refused by its name, and
 * only what is no SQL at all as a syntax error.
 */
final class AbsentFeatures {
  private static final Pattern TOKEN =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?\\*/|\\s+|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[\\w$]+|::|->>?|.",
          Pattern.DOTALL);

  /** Statements named by their first word. */
  private static final Set<String> STATEMENTS =
      Set.of(
          "ABORT ANALYZE ATTACH CHECKPOINT CLOSE CLUSTER DEALLOCATE DECLARE DESC DESCRIBE"
              .concat(" DETACH DISCARD DO END EXECUTE FETCH GRANT IMPORT LISTEN LOCK MOVE")
              .concat(" NOTIFY OPTIMIZE PRAGMA PREPARE REASSIGN REFRESH REINDEX REPLACE RESET")
              .concat(" REVOKE SECURITY UNLISTEN USE VACUUM")
              .split(" "));

  /** What follows CREATE, ALTER and DROP elsewhere. */
  private static final Set<String> OBJECTS =
      Set.of(
          "ACCESS AGGREGATE ASSERTION CAST CHARACTER COLLATION CONVERSION DATABASE DEFAULT DOMAIN"
              .concat(" EVENT EXTENSION FOREIGN FUNCTION GLOBAL GROUP INDEX LANGUAGE LOCAL")
              .concat(" MATERIALIZED OPERATOR OWNED POLICY PROCEDURE PUBLICATION RECURSIVE")
              .concat(" ROLE ROUTINE RULE SCHEMA SEQUENCE SERVER SESSION STATISTICS")
              .concat(" SUBSCRIPTION SYSTEM TABLESPACE TEMP TEMPORARY TRANSFORM TRIGGER TYPE")
              .concat(" UNLOGGED USER VIEW")
              .split(" "));

  private static final Set<String> OWN_SETTINGS = Set.of("SCHEMA", "TRANSACTION");
  private static final Set<String> OWN_LISTS = Set.of("SCHEMA", "BRANCHES", "CREATE");

  /**
   * A clause, known by the tokens where the parser gave up.
   *
   * @param statement its first word, or empty for any
   * @param before the token in front, or empty for any
   * @param at one or more tokens with blanks between
   */
  private record Clause(String statement, String before, String at, String name, String hint) {}

  private static final String LOCKING =
      " Transactions see a snapshot and collide at commit; SERIALIZABLE also checks reads.";

  private static final List<Clause> CLAUSES =
      List.of(
          new Clause("", "", "FOR UPDATE", "FOR UPDATE", LOCKING),
          new Clause("", "", "FOR SHARE", "FOR SHARE", LOCKING),
          new Clause("", "", "FOR NO", "FOR NO KEY UPDATE", LOCKING),
          new Clause("", "", "FOR KEY", "FOR KEY SHARE", LOCKING),
          new Clause("", "", "GROUPS", "A window frame of GROUPS", " Use ROWS or RANGE."),
          new Clause("", "", "::", "The operator ::", " Use CAST(… AS …)."),
          new Clause("", "", "->>", "The operator ->>", " Use JSON_VALUE."),
          new Clause("", "", "->", "The operator -> on JSON", " Use JSON_QUERY."),
          new Clause("", "", "~", "The operator ~", " Use REGEXP_LIKE."),
          new Clause("", "", "WITH TIES", "FETCH … WITH TIES", " Use RANK() in a sub-query."),
          new Clause("", "", "PERCENT", "FETCH … PERCENT", ""),
          new Clause("", "", "COLLATE", "COLLATE", ""),
          new Clause("", "", "[", "An array type or subscript", ""),
          new Clause("", "INTERVAL", "", "INTERVAL without a unit", " Write INTERVAL '1' DAY."),
          new Clause("SELECT", "DISTINCT", "ON", "DISTINCT ON", " Use ROW_NUMBER() and QUALIFY."),
          new Clause("SELECT", "TOP", "", "TOP", " Use FETCH FIRST … ROWS ONLY."),
          new Clause("SELECT", "EXCEPT", "(", "* EXCEPT", " Name the columns."),
          new Clause("SELECT", "", "EXCEPT (", "* EXCEPT", " Name the columns."),
          new Clause("SELECT", "EXCLUDE", "(", "* EXCLUDE", " Name the columns."),
          new Clause("SELECT", "REPLACE", "(", "* REPLACE", " Name the columns."),
          new Clause("SELECT", "", "INTO", "SELECT … INTO", " CREATE TABLE, then INSERT."),
          new Clause("WITH", "(", "DELETE", "A WITH query that changes rows", ""),
          new Clause("WITH", "(", "INSERT", "A WITH query that changes rows", ""),
          new Clause("WITH", "(", "UPDATE", "A WITH query that changes rows", ""),
          new Clause("INSERT", "", "ON DUPLICATE", "ON DUPLICATE KEY", " Use ON CONFLICT."),
          new Clause("INSERT", "", "OR", "INSERT OR …", " Use ON CONFLICT."),
          new Clause("UPDATE", "", "FROM", "UPDATE … FROM", " Use MERGE, or a sub-query."),
          new Clause("UPDATE", "SET", "(", "SET (a, b) = …", " Assign columns one by one."),
          new Clause("UPDATE", "", "ORDER", "UPDATE … ORDER BY", ""),
          new Clause("UPDATE", "", "LIMIT", "UPDATE … LIMIT", ""),
          new Clause("UPDATE", "", "CURRENT OF", "WHERE CURRENT OF", " Name the key."),
          new Clause("DELETE", "", "CURRENT OF", "WHERE CURRENT OF", " Name the key."),
          new Clause("DELETE", "", "USING", "DELETE … USING", " Use a sub-query in WHERE."),
          new Clause("DELETE", "", "LIMIT", "DELETE … LIMIT", ""),
          new Clause("DELETE", "", "ORDER", "DELETE … ORDER BY", ""),
          new Clause("MERGE", "MATCHED", "BY", "WHEN NOT MATCHED BY …", ""),
          new Clause("MERGE", "", "DO", "MERGE … DO NOTHING", " Leave the clause out."),
          new Clause("CREATE", "", "PARTITION", "PARTITION BY", ""),
          new Clause("CREATE", "", "( LIKE", "CREATE TABLE (LIKE …)", ""),
          new Clause("CREATE", "", "INHERITS", "INHERITS", ""),
          new Clause("TRUNCATE", "", ",", "TRUNCATE of several tables", ""),
          new Clause("EXPLAIN", "", "ANALYZE", "EXPLAIN ANALYZE", ""),
          new Clause("EXPLAIN", "EXPLAIN", "(", "EXPLAIN with options", ""),
          new Clause("EXPLAIN", "PLAN", "", "EXPLAIN PLAN with options", ""),
          new Clause("COMMIT", "", "AND", "COMMIT AND CHAIN", ""),
          new Clause("ROLLBACK", "", "AND", "ROLLBACK AND CHAIN", ""),
          new Clause("COMMIT", "", "PREPARED", "COMMIT PREPARED", ""),
          new Clause("ROLLBACK", "", "PREPARED", "ROLLBACK PREPARED", ""),
          new Clause("COPY", "", "FROM STDIN", "COPY FROM STDIN", " Give a file name."),
          new Clause("COPY", "", "FROM PROGRAM", "COPY FROM PROGRAM", " Give a file name."));

  /** Types that are no word of our grammar, in the definition of a column. */
  private static final Set<String> TYPES = Set.of("INTERVAL", "MULTISET");

  private final List<String> words = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final String sql;

  private AbsentFeatures(String sql) {
    this.sql = sql;
    Matcher token = TOKEN.matcher(sql);
    while (token.find()) {
      String text = token.group();
      if (!text.isBlank() && !text.startsWith("--") && !text.startsWith("/*")) {
        words.add(text.toUpperCase(Locale.ROOT));
        starts.add(token.start());
      }
    }
  }

  /** The refusal of what stands where the parser gave up; empty when it is no SQL we know. */
  static Optional<OmnigraphException> refusal(String sql, SqlParserPos at) {
    AbsentFeatures text = new AbsentFeatures(sql);
    Optional<OmnigraphException> clause = at == null ? Optional.empty() : text.clause(at);
    return clause.or(text::statement);
  }

  /** The refusal of a text that parses to something that is neither query nor command of ours. */
  static Optional<OmnigraphException> refusal(String sql) {
    return new AbsentFeatures(sql).statement();
  }

  private String word(int index) {
    return index >= 0 && index < words.size() ? words.get(index) : "";
  }

  private Optional<OmnigraphException> statement() {
    String first = word(0);
    String second = word(1);
    boolean defines = first.equals("CREATE") || first.equals("ALTER") || first.equals("DROP");
    if (defines && OBJECTS.contains(second)) {
      String third = word(2);
      boolean long3 = third.equals("VIEW") || third.equals("TABLE") || third.equals("TRIGGER");
      return refused(first + " " + second + (long3 ? " " + third : ""), "");
    }
    if (first.equals("SET") && words.size() > 2 && !OWN_SETTINGS.contains(second)) {
      return refused("SET " + second, "");
    }
    if (first.equals("SHOW") && words.size() > 1 && !OWN_LISTS.contains(second)) {
      return refused("SHOW " + second, "");
    }
    if (words.contains("JSON_TABLE")) {
      return refused("JSON_TABLE", "");
    }
    String hint =
        first.equals("ABORT") ? " Use ROLLBACK." : first.equals("END") ? " Use COMMIT." : "";
    return STATEMENTS.contains(first) ? refused(first, hint) : Optional.empty();
  }

  private Optional<OmnigraphException> clause(SqlParserPos at) {
    int offset = SqlText.offset(sql, at.getLineNum(), at.getColumnNum());
    int index = 0;
    while (index < starts.size() && starts.get(index) < offset) {
      index++;
    }
    for (Clause clause : CLAUSES) {
      if (clause.at().startsWith("->") && words.contains("GRAPH_TABLE")) {
        continue; // an arrow of a pattern
      }
      if ((clause.statement().isEmpty() || clause.statement().equals(word(0)))
          && (clause.before().isEmpty() || clause.before().equals(word(index - 1)))
          && stands(clause.at(), index)) {
        return refused(clause.name(), clause.hint());
      }
    }
    return word(0).equals("CREATE") && TYPES.contains(word(index + 1))
        ? refused("Type " + word(index + 1), "")
        : Optional.empty();
  }

  private boolean stands(String tokens, int index) {
    if (tokens.isEmpty()) {
      return index < words.size();
    }
    String[] parts = tokens.split(" ");
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].equals(word(index + i))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<OmnigraphException> refused(String name, String hint) {
    return Optional.of(new OmnigraphException(ErrorCode.UNSUPPORTED, name, hint));
  }
}
