package io.omnigraph.sql.parser;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/** Columns and constraints between the parentheses of CREATE TABLE; filled by the parser. */
public final class TableElements {
  private final List<Column> columns = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private List<String> key = List.of();

  /** Column names of the primary key, empty = none declared. */
  public List<String> key() {
    return key;
  }

  public List<Column> columns() {
    return columns;
  }

  /** UNIQUE and CHECK, in the order written. */
  public List<Rule> rules() {
    return rules;
  }

  public Column column(SqlIdentifier name, SqlDataTypeSpec type) {
    Column column = new Column(name.getSimple(), type);
    columns.add(column);
    return column;
  }

  public void key(SqlNodeList names) {
    key(Commands.names(names));
  }

  public void key(SqlIdentifier name) {
    key(List.of(name.getSimple()));
  }

  private void key(List<String> names) {
    if (!key.isEmpty()) {
      throw new OmnigraphException(
          ErrorCode.SYNTAX_ERROR, "A table has one PRIMARY KEY, but two are declared. Remove one.");
    }
    key = names;
  }

  public void unique(SqlIdentifier name, SqlNodeList names) {
    rules.add(new Rule(nameOf(name), Commands.names(names), null));
  }

  public void unique(SqlIdentifier name, SqlIdentifier column) {
    rules.add(new Rule(nameOf(name), List.of(column.getSimple()), null));
  }

  public void check(SqlIdentifier name, SqlNode condition) {
    rules.add(new Rule(nameOf(name), List.of(), condition));
  }

  private static Optional<String> nameOf(SqlIdentifier name) {
    return Optional.ofNullable(name).map(SqlIdentifier::getSimple);
  }

  /**
   * UNIQUE when there is no condition, else CHECK.
   *
   * @param check the condition, or null
   */
  public record Rule(Optional<String> name, List<String> columns, SqlNode check) {}

  /** A column as declared. */
  public static final class Column {
    private final String name;
    private final SqlDataTypeSpec type;
    private boolean nullable = true;
    private SqlNode defaultValue;
    private String comment;

    Column(String name, SqlDataTypeSpec type) {
      this.name = name;
      this.type = type;
    }

    public String name() {
      return name;
    }

    public SqlDataTypeSpec type() {
      return type;
    }

    public boolean nullable() {
      return nullable;
    }

    public Optional<SqlNode> defaultValue() {
      return Optional.ofNullable(defaultValue);
    }

    public Optional<String> comment() {
      return Optional.ofNullable(comment);
    }

    public void notNull() {
      nullable = false;
    }

    public void nullAllowed() {
      nullable = true;
    }

    public void defaultValue(SqlNode value) {
      defaultValue = value;
    }

    public void comment(String text) {
      comment = text;
    }
  }
}
