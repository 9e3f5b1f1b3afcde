package io.omnigraph.jdbc.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole scripts against a graph: input and both outputs. */
class ShellTest {
  @TempDir Path folder;
  private ExitCode code;
  private String out;
  private String err;

  @BeforeEach
  void create() {
    run(
        """
        CREATE TABLE city (name VARCHAR PRIMARY KEY, people BIGINT NOT NULL);
        CREATE EDGE TABLE road (km DOUBLE) FROM city TO city;
        INSERT INTO city VALUES ('Bonn', 300), ('Köln', 1000);
        INSERT INTO road (src, dst, km) VALUES ('Bonn', 'Köln', 27.5);
        """);
    assertThat(err).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
  }

  private void run(String input, String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    args.add("jdbc:omnigraph:" + folder.resolve("graph"));
    shell(input, args);
  }

  private void shell(String input, List<String> args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Shell shell =
        new Shell(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    code = shell.run(args.toArray(String[]::new));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void drawsTables() {
    run("SELECT name, people FROM city ORDER BY name;");
    assertThat(out)
        .isEqualTo(
            """
            ┌──────┬────────┐
            │ name │ people │
            ├──────┼────────┤
            │ Bonn │    300 │
            │ Köln │   1000 │
            └──────┴────────┘
            2 rows
            """);
  }

  @Test
  void verifiesTheGraphOpenOrNot() throws IOException {
    run("!check\n!check deep\n!check twice\n", "--csv", "--keep-going");
    assertThat(out.lines().filter(line -> line.startsWith("severity,check"))).hasSize(2);
    assertThat(out).doesNotContain("error,").doesNotContain("warning,");
    assertThat(err).contains("Usage: !check [deep]");
    run("", "--check");
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(out).isEqualTo("The graph is whole.\n");
    Files.delete(folder.resolve("graph/_schema.pg"));
    run("SELECT 1;");
    assertThat(code).isEqualTo(ExitCode.CANNOT_CONNECT);
    run("", "--check-deep");
    assertThat(code).isEqualTo(ExitCode.SQL_ERROR);
    assertThat(out).contains("error schema_files [_schema.pg]").contains("  Put back _schema.pg");
  }

  @Test
  void verifiesADirectoryHoweverItIsSpelt() throws IOException {
    Path graph = folder.resolve("graph").toAbsolutePath();
    Path home = Path.of(System.getProperty("user.home"));
    List<String> spellings =
        List.of(
            graph.toString(),
            "~/" + home.relativize(graph),
            "file:" + graph,
            "file://" + graph,
            "FILE:" + graph,
            "jdbc:omnigraph:file:" + graph + "?readOnly=true",
            "JDBC:Omnigraph:" + graph);
    for (String spelling : spellings) {
      shell("", List.of("--check", spelling));
      assertThat(out).as(spelling).isEqualTo("The graph is whole.\n");
      assertThat(code).as(spelling).isEqualTo(ExitCode.OK);
    }
    Files.delete(folder.resolve("graph/_schema.pg"));
    for (String spelling : spellings) {
      shell("", List.of("--check", spelling));
      assertThat(out).as(spelling).contains("[_schema.pg]");
      assertThat(code).as(spelling).isEqualTo(ExitCode.SQL_ERROR);
    }
  }

  @Test
  void verifiesNothingButDirectories() {
    for (String other : List.of("mem:x", "//host/x", "s3://bucket/x", "jdbc:h2:mem:x", "x?no=1")) {
      shell("", List.of("--check", other));
      assertThat(code).as(other).isEqualTo(ExitCode.USAGE);
      assertThat(err).as(other).contains("--check needs a directory, not ", other);
      assertThat(out).as(other).isEmpty();
    }
  }

  @Test
  void listsTablesAndColumns() {
    run("!tables\n!describe ROAD\n", "--csv");
    assertThat(out)
        .isEqualTo(
            """
            table,type,remarks
            city,TABLE,""
            road,TABLE,""
            column,type,nullable,default,key
            src,VARCHAR,no,"",→ city.name
            dst,VARCHAR,no,"",→ city.name
            km,DOUBLE,yes,"",""
            _id,VARCHAR,no,"",primary
            """);
  }

  @Test
  void printsASchemaThatMakesTheSameTables() throws IOException {
    run("!schema\n");
    String schema = out;
    assertThat(schema)
        .isEqualTo(
            """
            CREATE TABLE city (
              name VARCHAR NOT NULL,
              people BIGINT NOT NULL,
              PRIMARY KEY (name));
            CREATE EDGE TABLE road (
              km DOUBLE) FROM city TO city;
            """);
    Path file = Files.writeString(folder.resolve("schema.sql"), schema);
    String copy = "jdbc:omnigraph:" + folder.resolve("copy");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new Shell(new ByteArrayInputStream(new byte[0]), print, print).run("-f", file.toString(), copy);
    bytes.reset();
    new Shell(new ByteArrayInputStream(new byte[0]), print, print).run("-e", "!schema", copy);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(schema);
  }

  @Test
  void checksBranchesOut() {
    run(
        """
        CREATE BRANCH winter FROM main;
        !branch winter
        DELETE FROM city WHERE name = 'Bonn';
        !branches
        SELECT COUNT(*) AS n FROM city;
        !branch main
        SELECT COUNT(*) AS n FROM city;
        """,
        "--csv");
    assertThat(out).isEqualTo("\"\",branch\n\"\",main\n*,winter\nn\n1\nn\n2\n");
    assertThat(err).startsWith("Warning 01OG1: ");
  }

  @Test
  void transactionWordsWork() {
    run("BEGIN; DELETE FROM road; ROLLBACK; SELECT COUNT(*) AS n FROM road;", "--jsonl");
    assertThat(out).isEqualTo("{\"n\":1}\n");
    run("BEGIN; DELETE FROM road; COMMIT; SELECT COUNT(*) AS n FROM road;", "--jsonl");
    assertThat(out).isEqualTo("{\"n\":0}\n");
  }

  @Test
  void loadsFiles() throws IOException {
    Path cities =
        Files.writeString(folder.resolve("more cities.csv"), "title;people\nUlm;130\nNA;1\n");
    run(
        "!load city '"
            + cities
            + "' delimiter=; rename=title:name\nSELECT name FROM city ORDER BY 1;",
        "--csv");
    assertThat(out).isEqualTo("city: 2 rows\nname\nBonn\nKöln\nNA\nUlm\n");
  }

  @Test
  void badLineOfAFileIsNamedAndNothingIsLoaded() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), "name,people\nUlm,130\nJena,many\n");
    run("!load city " + file + "\n");
    assertThat(code).isEqualTo(ExitCode.SQL_ERROR);
    assertThat(err).contains("bad.csv", "3", "people", "many");
    run("SELECT COUNT(*) AS n FROM city;", "--csv");
    assertThat(out).isEqualTo("n\n2\n");
  }

  @Test
  void explainShowsAPlan() {
    run("!explain SELECT name FROM city WHERE people > 400\n");
    assertThat(err).isEmpty();
    assertThat(out).containsIgnoringCase("city");
  }

  @Test
  void stopsAtTheFirstErrorUnlessToldToGoOn() {
    String script = "SELECT nothing FROM city;\nSELECT COUNT(*) AS n FROM city;";
    run(script, "--csv");
    assertThat(code).isEqualTo(ExitCode.SQL_ERROR);
    assertThat(out).isEmpty();
    assertThat(err).contains("statement at line 1", "Error 42S22", "nothing");
    run(script, "--csv", "--keep-going");
    assertThat(code).isEqualTo(ExitCode.SQL_ERROR);
    assertThat(out).isEqualTo("n\n2\n");
  }

  @Test
  void wrongCommandsAreUsageErrors() {
    run("!tabels\n");
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err).contains("There is no command !tabels. See !help.");
    run("!describe nowhere\n");
    assertThat(err).contains("There is no table nowhere. Tables: city, road.");
    run("!load city\n");
    assertThat(err).contains("Usage: !load TABLE FILE");
    run("!load city x.csv modus=append\n");
    assertThat(err).contains("Unknown option modus.");
    run("", "-f", folder.resolve("absent.sql").toString());
    assertThat(code).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void filesAreReadWhereTheyAreNamed() throws IOException {
    Path inner =
        Files.writeString(
            folder.resolve("inner.sql"), "SELECT 1 AS one FROM city WHERE name = 'Bonn';");
    run("", "--csv", "-e", "!read " + inner, "-f", inner.toString());
    assertThat(out).isEqualTo("one\n1\none\n1\n");
  }

  @Test
  void quitEndsTheScript() {
    run("!quit\nSELECT nothing FROM nowhere;");
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(out).isEmpty();
  }
}
