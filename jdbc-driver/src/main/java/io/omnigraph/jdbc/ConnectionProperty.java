package io.omnigraph.jdbc;

import java.util.List;
import java.util.Optional;

/** Every property of a connection, in the URL or in Properties; names match without case. */
public enum ConnectionProperty {
  CREATE(
      "create",
      "true",
      "Whether an absent directory becomes a new graph when its parent exists",
      "true",
      "false"),
  READ_ONLY(
      "readOnly",
      "false",
      "Whether the connection starts read-only (25006 on write)",
      "true",
      "false"),
  BRANCH("branch", "main", "Branch that is checked out at first"),
  NAME(
      "name",
      "",
      "Name of the graph as the catalog shows it; by default the directory's last part"),
  DURABILITY(
      "durability",
      "full",
      "full: a committed transaction survives power loss; os: the system writes when it likes",
      "full",
      "os"),
  COLUMN_CACHE_BYTES(
      "columnCacheBytes", "", "Budget of cached columns in bytes; by default 40 % of the heap"),
  VERIFY_CHECKSUMS(
      "verifyChecksums",
      "off",
      "first_read: a file is compared with its recorded checksum before it is first read",
      "off",
      "first_read"),
  LOCK_TIMEOUT(
      "lockTimeout",
      "10000",
      "How long a write waits behind other writers, in milliseconds (then 55P03)"),
  OVERLAY_BYTES(
      "tx.overlay.maxBytes",
      "67108864",
      "Bytes of a transaction's pending rows that stay in memory; the rest goes to a temporary file"),
  DELTA_ROWS(
      "deltaRows",
      "2048",
      "Most changed rows of a small commit, which goes to the log alone; 0: none is small"),
  DELTA_BYTES("deltaBytes", "1048576", "Most bytes of the rows that a small commit changes"),
  FOLD_ROWS(
      "foldRows",
      "8192",
      "Changed rows of small commits from which on they are folded into their table's files"),
  FOLD_BYTES(
      "foldBytes",
      "4194304",
      "Bytes of small commits from which on they are folded into their table's files"),
  FOLD_AT_CLOSE(
      "foldAtClose",
      "true",
      "Whether small commits are folded when the last connection that can write is closed",
      "true",
      "false"),
  LISTED_SCHEMAS(
      "listedSchemas",
      "",
      "Branches and system schemas that metadata lists, separated by commas; empty = all"),
  USER(
      "user",
      "",
      "Name that metadata shows and commits record as their author; a graph in a directory has no"
          + " accounts"),
  ACTOR("actor", "", "Author that commits record instead of the user"),
  PASSWORD("password", "", "Taken and not used: a graph in a directory has no accounts");

  private final String key;
  private final String defaultValue;
  private final String description;

  // An immutable list; the interface does not say so.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> choices;

  ConnectionProperty(String key, String defaultValue, String description, String... choices) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.description = description;
    this.choices = List.of(choices);
  }

  /** As it is written in a URL. */
  public String key() {
    return key;
  }

  public String defaultValue() {
    return defaultValue;
  }

  public String description() {
    return description;
  }

  /** Allowed values, empty = any text. */
  public List<String> choices() {
    return choices;
  }

  static Optional<ConnectionProperty> named(String key) {
    for (ConnectionProperty property : values()) {
      if (property.key.equalsIgnoreCase(key) || property.name().equalsIgnoreCase(key)) {
        return Optional.of(property);
      }
    }
    return Optional.empty();
  }
}
