package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.StorageOptions.Durability;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DriverTest {
  private static ConnectionSettings parse(String url) throws SQLException {
    return ConnectionUrl.parse(url, new Properties());
  }

  @Test
  void foreignUrlsAreLeftToOthers() throws SQLException {
    OmnigraphDriver driver = new OmnigraphDriver();
    assertThat(driver.acceptsURL("jdbc:h2:mem:x")).isFalse();
    assertThat(driver.connect("jdbc:h2:mem:x", new Properties())).isNull();
    assertThat(driver.acceptsURL("jdbc:omnigraph:/x")).isTrue();
    assertThatThrownBy(() -> driver.acceptsURL(null)).isInstanceOf(SQLException.class);
  }

  @Test
  void theServiceFileNamesTheDriver() throws SQLException {
    assertThat(ServiceLoader.load(Driver.class).stream().map(ServiceLoader.Provider::type))
        .contains(OmnigraphDriver.class);
    assertThat(DriverManager.getDriver("jdbc:omnigraph:/x")).isInstanceOf(OmnigraphDriver.class);
  }

  @Test
  void everyPropertyIsListedWithTheCallersValue() {
    Properties given = new Properties();
    given.setProperty("branch", "winter");
    DriverPropertyInfo[] listed = new OmnigraphDriver().getPropertyInfo("jdbc:omnigraph:/x", given);
    assertThat(Arrays.stream(listed).map(p -> p.name))
        .containsExactly(
            "create",
            "readOnly",
            "branch",
            "name",
            "durability",
            "columnCacheBytes",
            "verifyChecksums",
            "lockTimeout",
            "tx.overlay.maxBytes",
            "deltaRows",
            "deltaBytes",
            "foldRows",
            "foldBytes",
            "foldAtClose",
            "listedSchemas",
            "user",
            "actor",
            "password");
    assertThat(listed[2].value).isEqualTo("winter");
    assertThat(listed[4].choices).containsExactly("full", "os");
    assertThat(listed).allSatisfy(p -> assertThat(p.description).isNotBlank());
  }

  @Test
  void urlsNameAPathInEveryForm() throws SQLException {
    assertThat(parse("jdbc:omnigraph:/data/flights").location())
        .isEqualTo(new Location.Directory(Path.of("/data/flights")));
    assertThat(parse("jdbc:omnigraph:file:///data/a%20b").location())
        .isEqualTo(new Location.Directory(Path.of("/data/a b")));
    assertThat(parse("jdbc:omnigraph:file:/data/x").location())
        .isEqualTo(new Location.Directory(Path.of("/data/x")));
    assertThat(parse("jdbc:omnigraph:rel/x").location())
        .isEqualTo(new Location.Directory(Path.of("rel/x").toAbsolutePath()));
    assertThat(parse("jdbc:omnigraph:/a%20b").location())
        .isEqualTo(new Location.Directory(Path.of("/a%20b")));
    assertThat(parse("JDBC:OmniGraph:mem:One").location()).isEqualTo(new Location.Memory("One"));
    assertThat(parse("jdbc:omnigraph:~/g").location())
        .isEqualTo(
            new Location.Directory(Path.of(System.getProperty("user.home"), "g").normalize()));
  }

  @Test
  void propertiesComeFromTheUrlFirst() throws SQLException {
    Properties given = new Properties();
    given.setProperty("branch", "other");
    given.setProperty("NAME", "n");
    given.setProperty("dbtable", "a framework's own");
    ConnectionSettings settings =
        ConnectionUrl.parse(
            "jdbc:omnigraph:/x?create=FALSE&readonly=true&branch=w%26i+n&durability=os"
                + "&listedSchemas=Main,winter&user=ada&password=p",
            given);
    assertThat(settings.create()).isFalse();
    assertThat(settings.readOnly()).isTrue();
    assertThat(settings.branch()).isEqualTo("w&i+n");
    assertThat(settings.name()).isEqualTo("n");
    assertThat(settings.durability()).isEqualTo(Durability.OS);
    assertThat(settings.listedSchemas()).containsExactlyInAnyOrder("main", "winter");
    assertThat(settings.user()).isEqualTo("ada");
    assertThat(settings.url()).doesNotContain("password");
    assertThat(parse("jdbc:omnigraph:/x").create()).isTrue();
    assertThat(parse("jdbc:omnigraph:/x").branch()).isEqualTo("main");
    assertThat(parse("jdbc:omnigraph:/x").durability()).isEqualTo(Durability.FULL);
  }

  @Test
  void badUrlsSayWhy() {
    for (String url :
        new String[] {
          "jdbc:omnigraph:",
          "jdbc:omnigraph:mem:",
          "jdbc:omnigraph:/x?colour=red",
          "jdbc:omnigraph:/x?create",
          "jdbc:omnigraph:/x?create=maybe",
          "jdbc:omnigraph:/x?columnCacheBytes=-1",
          "jdbc:omnigraph:/x?columnCacheBytes=much",
          "jdbc:omnigraph:/x?name=%zz"
        }) {
      assertThatThrownBy(() -> parse(url))
          .as(url)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
    }
    assertThatThrownBy(() -> parse("jdbc:omnigraph:/x?colour=red"))
        .hasMessageContaining("colour")
        .hasMessageContaining("readOnly");
    assertThatThrownBy(() -> parse("jdbc:omnigraph:/x?password=secret&colour=red"))
        .hasMessageNotContaining("secret");
  }

  @Test
  void remoteAndObjectStoreAreRefusedByName() {
    assertThatThrownBy(() -> parse("jdbc:omnigraph://host:1/g"))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .hasMessageContaining("remote");
    assertThatThrownBy(() -> parse("jdbc:omnigraph:s3://b/p"))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .hasMessageContaining("s3://");
  }

  @Test
  void dataSourceNeedsAUrl() throws SQLException {
    OmnigraphDataSource source = new OmnigraphDataSource();
    assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);
    source.setUrl("jdbc:omnigraph://host/g");
    assertThatThrownBy(() -> source.getConnection("u", "p"))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThat(source.unwrap(OmnigraphDataSource.class)).isSameAs(source);
  }

  @Test
  void connectsWithoutAContextClassLoader() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(null);
    try (Connection connection = new FakeSession().connect()) {
      assertThat(connection.isValid(0)).isTrue();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
