package io.omnigraph.jdbc;

import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.StorageOptions.Checksums;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.error.ErrorCode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads {@code jdbc:omnigraph:PATH[?key=value&…]}, {@code jdbc:omnigraph:mem:NAME} and {@code
 * jdbc:omnigraph:file:…}. Values are percent-decoded, a path is not; {@code ~/} is the user's home.
 * A property of the URL wins over the same one in Properties. An unknown key in the URL is an
 * error; in Properties it is left alone, since frameworks put their own options there.
 */
public final class ConnectionUrl {
  static final String PREFIX = "jdbc:omnigraph:";
  private static final String MEMORY = "mem:";

  private final String url;
  private final Map<ConnectionProperty, String> values = new EnumMap<>(ConnectionProperty.class);

  private ConnectionUrl(String url) {
    this.url = url;
  }

  static boolean accepts(String url) {
    return url != null && url.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  static ConnectionSettings parse(String url, Properties given) throws SQLException {
    return new ConnectionUrl(url).parse(given);
  }

  /**
   * Where the graph of a URL is; empty when it is in no directory. What the URL asks of a
   * connection is checked too.
   *
   * @throws SQLException as {@code connect} would throw it
   */
  public static Optional<Path> directory(String url) throws SQLException {
    return accepts(url)
            && parse(url, new Properties()).location() instanceof Location.Directory directory
        ? Optional.of(directory.path())
        : Optional.empty();
  }

  private ConnectionSettings parse(Properties given) throws SQLException {
    for (String key : given.stringPropertyNames()) {
      ConnectionProperty.named(key).ifPresent(p -> values.put(p, given.getProperty(key)));
    }
    String rest = url.substring(PREFIX.length());
    int query = rest.indexOf('?');
    if (query >= 0) {
      readQuery(rest.substring(query + 1));
      rest = rest.substring(0, query);
    }
    return settings(location(rest));
  }

  private void readQuery(String query) throws SQLException {
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw bad("\"" + pair + "\" has no value; write key=value");
      }
      String key = decoded(pair.substring(0, equals));
      ConnectionProperty property = ConnectionProperty.named(key).orElse(null);
      if (property == null) {
        throw bad("it has no property \"" + key + "\"; there are " + names());
      }
      values.put(property, decoded(pair.substring(equals + 1)));
    }
  }

  private static String names() {
    return Arrays.stream(ConnectionProperty.values())
        .map(ConnectionProperty::key)
        .collect(Collectors.joining(", "));
  }

  // A plus sign is a plus sign: this is no HTML form.
  private String decoded(String text) throws SQLException {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad("\"" + text + "\" is not percent-encoded well");
    }
  }

  private Location location(String rest) throws SQLException {
    if (rest.startsWith("//")) {
      throw SqlErrors.unsupported(
          "The remote form of the URL, " + PREFIX + "//host", "Use a path.");
    }
    if (rest.regionMatches(true, 0, "s3:", 0, 3)) {
      throw SqlErrors.unsupported("A graph on an object store (s3://)", "Use a path.");
    }
    if (rest.startsWith(MEMORY)) {
      String name = rest.substring(MEMORY.length());
      if (name.isEmpty()) {
        throw bad("a graph in memory needs a name, " + PREFIX + "mem:NAME");
      }
      return new Location.Memory(name);
    }
    if (rest.isEmpty()) {
      throw bad("it names no directory");
    }
    return new Location.Directory(path(rest));
  }

  private Path path(String text) throws SQLException {
    try {
      if (text.regionMatches(true, 0, "file:", 0, 5)) {
        return Path.of(fileUri(text)).toAbsolutePath().normalize();
      }
      if (text.equals("~") || text.startsWith("~/")) {
        return Path.of(System.getProperty("user.home") + text.substring(1)).normalize();
      }
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw bad("\"" + text + "\" is no path of this system");
    }
  }

  // file:/x and file:///x are absolute, file:x is relative as a plain path.
  private static String fileUri(String text) {
    String path = text.substring(5);
    if (!path.startsWith("/")) {
      return path;
    }
    try {
      URI uri = URI.create(text);
      return uri.getPath() == null ? path : Path.of(uri).toString();
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private ConnectionSettings settings(Location location) throws SQLException {
    return new ConnectionSettings(
        shown(),
        location,
        Boolean.parseBoolean(value(ConnectionProperty.CREATE)),
        Boolean.parseBoolean(value(ConnectionProperty.READ_ONLY)),
        value(ConnectionProperty.BRANCH),
        value(ConnectionProperty.NAME),
        Durability.valueOf(value(ConnectionProperty.DURABILITY).toUpperCase(Locale.ROOT)),
        number(ConnectionProperty.COLUMN_CACHE_BYTES),
        Checksums.valueOf(value(ConnectionProperty.VERIFY_CHECKSUMS).toUpperCase(Locale.ROOT)),
        millis(ConnectionProperty.LOCK_TIMEOUT),
        numberOrDefault(ConnectionProperty.OVERLAY_BYTES),
        deltas(),
        list(value(ConnectionProperty.LISTED_SCHEMAS)),
        value(ConnectionProperty.USER),
        value(ConnectionProperty.ACTOR));
  }

  private String value(ConnectionProperty property) throws SQLException {
    String value = values.getOrDefault(property, property.defaultValue());
    if (property.choices().isEmpty()) {
      return value;
    }
    String word = value.toLowerCase(Locale.ROOT);
    if (!property.choices().contains(word)) {
      throw bad(
          property.key() + "=" + value + " is not one of " + String.join(", ", property.choices()));
    }
    return word;
  }

  private OptionalLong number(ConnectionProperty property) throws SQLException {
    String value = value(property);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException e) {
      // Said below, as for a negative number.
    }
    throw bad(property.key() + "=" + value + " is no whole number of 0 or more");
  }

  private long numberOrDefault(ConnectionProperty property) throws SQLException {
    return number(property).orElse(Long.parseLong(property.defaultValue()));
  }

  private DeltaOptions deltas() throws SQLException {
    return new DeltaOptions(
        numberOrDefault(ConnectionProperty.DELTA_ROWS),
        numberOrDefault(ConnectionProperty.DELTA_BYTES),
        positive(ConnectionProperty.FOLD_ROWS),
        positive(ConnectionProperty.FOLD_BYTES),
        Boolean.parseBoolean(value(ConnectionProperty.FOLD_AT_CLOSE)));
  }

  private long positive(ConnectionProperty property) throws SQLException {
    long number = numberOrDefault(property);
    if (number == 0) {
      throw bad(property.key() + "=0 is no whole number of 1 or more");
    }
    return number;
  }

  private Duration millis(ConnectionProperty property) throws SQLException {
    return Duration.ofMillis(numberOrDefault(property));
  }

  private static Set<String> list(String value) {
    return Arrays.stream(value.split(","))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  // Metadata and logs show the URL: a password has no place there.
  private String shown() {
    int query = url.indexOf('?');
    if (query < 0) {
      return url;
    }
    String rest =
        List.of(url.substring(query + 1).split("&")).stream()
            .filter(pair -> !pair.regionMatches(true, 0, "password=", 0, 9))
            .collect(Collectors.joining("&"));
    return url.substring(0, query) + (rest.isEmpty() ? "" : "?" + rest);
  }

  private SQLException bad(String why) {
    return SqlErrors.of(ErrorCode.BAD_URL, shown(), why);
  }
}
