package io.omnigraph.sql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  private static Command command(String sql) throws SqlParseException {
    return ((SqlCommand) StatementParser.parse(sql)).command();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE BRANCH b FROM main VERSION 3|CreateBranch",
        "DROP BRANCH IF EXISTS b|DropBranch",
        "CREATE NODE TABLE IF NOT EXISTS t (a BIGINT PRIMARY KEY, b VARCHAR(3) NOT NULL DEFAULT 'x' UNIQUE, CHECK (a >= 1))|CreateNode",
        "CREATE EDGE TABLE e (w REAL, PRIMARY KEY (src, dst)) FROM a TO b CARDINALITY (0, *) COMMENT 'c'|CreateEdge",
        "CREATE EDGE TABLE e SOURCE a DESTINATION b|CreateEdge",
        "DROP EDGE TABLE IF EXISTS e, f CASCADE|DropTables",
        "APPLY SCHEMA 'node a { x: I64 @key }'|ApplySchema",
        "SHOW SCHEMA|ShowSchema",
        "SHOW BRANCHES|ShowBranches",
        "SHOW CREATE TABLE t|ShowCreateTable",
        "SET SCHEMA winter|SetSchema",
        "SET SCHEMA 'winter'|SetSchema",
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY|SetTransaction",
        "START TRANSACTION|SetTransaction",
        "BEGIN|SetTransaction",
        "COMMIT|Commit",
        "COMMIT WORK;|Commit",
        "ROLLBACK|Rollback",
        "ROLLBACK TO SAVEPOINT s|RollbackTo",
        "SAVEPOINT s|SetSavepoint",
        "RELEASE SAVEPOINT s|ReleaseSavepoint",
        "COPY t (a, b) FROM 'x.csv' (FORMAT csv, HEADER false, NULL 'NA')|Copy",
        "LOAD GRAPH FROM ? MODE MERGE|LoadGraph",
        "TRUNCATE TABLE t|Truncate",
        "EXPLAIN PLAN FOR SELECT 1|Explain",
        "EXPLAIN SELECT 1|Explain",
        "INSERT INTO t (a) VALUES (1), (DEFAULT) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b RETURNING a|Insert",
        "UPSERT INTO t VALUES (1)|Insert",
        "INSERT INTO t DEFAULT VALUES|Insert",
        "UPDATE t AS x SET a = 1, x.b = DEFAULT WHERE c = 2|Update",
        "DELETE FROM t x WHERE x.a = 1|Delete",
        "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.b = 1 THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.a)|Merge"
      })
  void commands(String sql, String record) throws SqlParseException {
    assertThat(command(sql).getClass().getSimpleName()).isEqualTo(record);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t ADD COLUMN x INTEGER",
        "CREATE INDEX i ON t (a)",
        "CREATE VIEW v AS SELECT 1",
        "CREATE SCHEMA s",
        "MERGE BRANCH a INTO b",
        "COPY t TO 'x.csv'",
        "UNLOAD GRAPH TO 'x'",
        "SELECT * FROM t FOR VERSION AS OF 3",
        "CREATE TABLE t (a BIGINT REFERENCES u)",
        "{? = call f()}"
      })
  void refusesByName(String sql) {
    assertThatThrownBy(() -> StatementParser.parse(sql))
        .satisfies(
            e -> {
              Throwable own = e instanceof OmnigraphException ? e : e.getCause();
              assertThat(((OmnigraphException) own).code()).isEqualTo(ErrorCode.UNSUPPORTED);
            });
  }

  @Test
  void translatesEscapes() throws SqlParseException {
    SqlNode outer =
        StatementParser.parse(
            "SELECT * FROM {oj a LEFT OUTER JOIN b ON a.x = b.x} WHERE s LIKE 'a!%' {escape '!'} ;");
    assertThat(outer.toString()).contains("LEFT JOIN").contains("ESCAPE '!'");
    assertThat(StatementParser.parse("SELECT '{oj ;' -- {x\n").toString()).contains("{oj ;");
  }

  @Test
  void splitsScripts() {
    assertThat(ScriptSplitter.split("SELECT 'a;b'; -- no; more\n\n;/* x; */ SELECT \";\" FROM t;"))
        .containsExactly("SELECT 'a;b'", "/* x; */ SELECT \";\" FROM t");
    assertThat(ScriptSplitter.split("  -- only a comment\n")).isEmpty();
    assertThat(ScriptSplitter.split("SELECT 'it''s; x'")).containsExactly("SELECT 'it''s; x'");
  }
}
