package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runnable jar is all that anybody needs, and does not get in anybody's way. */
@Tag("jar")
class RunnableJarTest {
  private static final Path JAR = Path.of(System.getProperty("runnable.jar"));

  /** Nothing but java.sql; the third line of each JDK's output would be a wrong answer. */
  private static final String PROGRAM =
      """
      import java.sql.*;

      public class Program {
        public static void main(String[] args) throws SQLException {
          try (Connection c = DriverManager.getConnection("jdbc:omnigraph:" + args[0]);
              Statement s = c.createStatement()) {
            s.execute("CREATE TABLE city (name VARCHAR PRIMARY KEY, people BIGINT)");
            s.execute("CREATE EDGE TABLE road (km DOUBLE) FROM city TO city");
            try (PreparedStatement p = c.prepareStatement("INSERT INTO city VALUES (?, ?)")) {
              for (int i = 0; i < 3; i++) {
                p.setString(1, "c" + i);
                p.setLong(2, 1000 * i);
                p.addBatch();
              }
              p.executeBatch();
            }
            s.executeUpdate("INSERT INTO road (src, dst, km) VALUES ('c0', 'c1', 1.5), ('c1', 'c2', 2.5)");
            ResultSet r = s.executeQuery("SELECT COUNT(*), SUM(r.km), MAX(b.people) FROM city a"
                + " JOIN road r ON r.src = a.name JOIN city b ON b.name = r.dst");
            r.next();
            System.out.println(r.getLong(1) + " " + r.getDouble(2) + " " + r.getLong(3));
            r = s.executeQuery("SELECT * FROM GRAPH_TABLE (CURRENT_GRAPH MATCH (a IS city WHERE a.name = 'c0')"
                + "-[IS road]->{2}(b IS city) COLUMNS (b.name AS name))");
            r.next();
            System.out.println(r.getString("name"));
          }
        }
      }
      """;

  @TempDir Path folder;

  static List<ChildJvm> jdks() throws IOException {
    return ChildJvm.installed();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void programNeedsNothingButTheJarAndNoFlags(ChildJvm jdk) throws Exception {
    Path program = Files.writeString(folder.resolve("Program.java"), PROGRAM);
    ChildJvm.Result result =
        jdk.run(folder, "", List.of("-cp", JAR.toString(), program.toString(), "graph"));
    assertThat(
            result.err().lines().filter(line -> !line.isBlank() && !line.startsWith("WARNING: ")))
        .isEmpty();
    assertThat(result.out()).isEqualTo("2 4.0 2000\nc2\n");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void onlyOurDriverIsOffered() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      ZipEntry service = jar.getEntry("META-INF/services/java.sql.Driver");
      String text = new String(jar.getInputStream(service).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text.strip()).isEqualTo("io.omnigraph.jdbc.OmnigraphDriver");
    }
  }

  @Test
  void onlyPackagesThatCannotBeRelocatedAreForeign() throws IOException {
    Set<String> roots = new TreeSet<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .map(name -> name.split("/", 4))
          .forEach(
              parts ->
                  roots.add(
                      parts[0]
                          + "."
                          + parts[1]
                          + (parts[0].equals("org") && parts[1].equals("apache")
                              ? "." + parts[2]
                              : "")));
    }
    assertThat(roots)
        .containsExactly(
            "io.omnigraph",
            "io.questdb",
            "org.apache.arrow",
            "org.apache.calcite",
            "org.jline",
            "org.lance");
  }

  @Test
  void manifestOpensWhatIsNeededAndNothingIsSigned() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class")).isEqualTo("io.omnigraph.jdbc.shell.Shell");
      assertThat(manifest.getValue("Add-Opens")).isEqualTo("java.base/java.nio");
      assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
      assertThat(manifest.getValue("Automatic-Module-Name")).isEqualTo("io.omnigraph.jdbc");
      assertThat(jar.stream().map(ZipEntry::getName))
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"))
          .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/THIRD-PARTY.txt");
    }
  }

  private ChildJvm.Result shell(String input, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-jar", JAR.toString()));
    all.addAll(List.of(arguments));
    return ChildJvm.current().run(folder, input, all);
  }

  @Test
  void shellRunsScriptsWithoutNoise() throws Exception {
    String script =
        """
        CREATE TABLE city (name VARCHAR PRIMARY KEY, people BIGINT);
        INSERT INTO city VALUES ('Köln', 1000), ('東京', NULL);
        !format csv
        SELECT * FROM city ORDER BY people NULLS LAST;
        """;
    ChildJvm.Result result = shell(script, "graph");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("ok\n2 rows affected\nname,people\nKöln,1000\n東京,\n");
    assertThat(result.exitCode()).isZero();
    ChildJvm.Result again = shell("", "--json", "-e", "SELECT COUNT(*) AS n FROM city", "graph");
    assertThat(again).isEqualTo(new ChildJvm.Result(0, "[{\"n\":2}]\n", ""));
  }

  @Test
  void shellTellsByItsExitCode() throws Exception {
    ChildJvm.Result failed = shell("", "graph", "-e", "SELECT * FROM nowhere; SELECT 1");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).contains("Error 42S02", "nowhere");
    assertThat(failed.out()).isEmpty();
    assertThat(shell("", "graph", "--jason").exitCode()).isEqualTo(2);
    assertThat(shell("", "missing/parent/graph").exitCode()).isEqualTo(3);
    assertThat(shell("", "--version").out()).startsWith("omnigraph 0.");
  }
}
