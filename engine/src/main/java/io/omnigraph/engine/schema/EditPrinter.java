package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.SchemaEdit.NewConstraint;
import io.omnigraph.engine.schema.SchemaEdit.NewProperty;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints what DDL creates as a {@code .pg} declaration; the compiler then checks it. */
final class EditPrinter {
  private final StringBuilder text = new StringBuilder();
  private final Declaration.Kind kind;
  private final String name;

  private EditPrinter(Declaration.Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  static String node(SchemaEdit.CreateNode create) {
    EditPrinter printer = new EditPrinter(Declaration.Kind.NODE, create.name());
    printer.text.append("node ").append(Names.pg(create.name()));
    printer.description(create.description());
    printer.body(create.properties(), create.key(), create.constraints());
    return printer.text.append('\n').toString();
  }

  static String edge(SchemaEdit.CreateEdge create) {
    EditPrinter printer = new EditPrinter(Declaration.Kind.EDGE, create.name());
    printer.text.append("edge ").append(Names.pg(create.name())).append(": ");
    printer.text.append(Names.pg(create.from())).append(" -> ").append(Names.pg(create.to()));
    if (create.minEdges() != 0 || create.maxEdges().isPresent()) {
      printer.text.append(" @card(").append(create.minEdges()).append("..");
      create.maxEdges().ifPresent(printer.text::append);
      printer.text.append(')');
    }
    printer.description(create.description());
    if (!create.properties().isEmpty()
        || !create.key().isEmpty()
        || !create.constraints().isEmpty()) {
      printer.body(create.properties(), create.key(), create.constraints());
    }
    return printer.text.append('\n').toString();
  }

  private void body(
      List<NewProperty> properties, List<String> key, List<NewConstraint> constraints) {
    text.append(" {\n");
    Set<String> seen = new HashSet<>();
    for (NewProperty property : properties) {
      if (!seen.add(Names.fold(property.name()))) {
        throw new OmnigraphException(ErrorCode.COLUMN_EXISTS, property.name(), name);
      }
      if (ReservedNames.isReserved(kind, property.name())) {
        throw new OmnigraphException(ErrorCode.NAME_RESERVED, property.name());
      }
      property(property, key);
    }
    for (String column : key) {
      requireColumn(column, seen);
    }
    if (key.size() > 1 || (key.size() == 1 && !seen.contains(Names.fold(key.get(0))))) {
      text.append("  @key(").append(names(key)).append(")\n");
    }
    for (NewConstraint constraint : constraints) {
      constraint.columns().forEach(c -> requireColumn(c, seen));
      constraint(constraint);
    }
    text.append('}');
  }

  private void requireColumn(String column, Set<String> columns) {
    String fold = Names.fold(column);
    boolean end = kind == Declaration.Kind.EDGE && (fold.equals("src") || fold.equals("dst"));
    if (!end && !columns.contains(fold)) {
      throw new OmnigraphException(
          ErrorCode.COLUMN_NOT_FOUND, column, name, NearNames.hint(column, columns));
    }
  }

  private void property(NewProperty property, List<String> key) {
    boolean inKey = key.stream().anyMatch(k -> Names.fold(k).equals(Names.fold(property.name())));
    text.append("  ").append(Names.pg(property.name())).append(": ");
    text.append(TypeNames.pg(property.type()));
    // A key column is NOT NULL whether SQL says so or not.
    text.append(property.nullable() && !inKey ? "?" : "");
    text.append(inKey && key.size() == 1 ? " @key" : "");
    property.defaultSql().ifPresent(sql -> defaultValue(property, sql));
    description(property.description());
    text.append('\n');
  }

  private void defaultValue(NewProperty property, String sql) {
    DefaultValue value =
        DefaultValue.ofSql(sql)
            .orElseThrow(
                () ->
                    new OmnigraphException(
                        ErrorCode.UNSUPPORTED,
                        "DEFAULT %s of column \"%s\"".formatted(sql, property.name()),
                        " Use a literal."));
    if (value.isNull()) {
      return;
    }
    String literal =
        value.kind() == Token.Kind.STRING ? PgPrinter.quoted(value.text()) : value.text();
    text.append(" @default(").append(literal).append(')');
  }

  private void constraint(NewConstraint constraint) {
    text.append("  @").append(constraint.kind().name().toLowerCase(java.util.Locale.ROOT));
    text.append('(').append(names(constraint.columns()));
    switch (constraint.kind()) {
      case RANGE -> text.append(", ").append(constraint.text());
      case CHECK -> text.append(", ").append(PgPrinter.quoted(constraint.text()));
      case INDEX -> {
        if (!constraint.text().isEmpty()) {
          text.append(", using = ").append(PgPrinter.quoted(constraint.text()));
        }
      }
      case UNIQUE -> {}
    }
    text.append(')');
    constraint.name().ifPresent(n -> text.append(" as ").append(Names.pg(n)));
    text.append('\n');
  }

  private void description(Optional<String> description) {
    description
        .filter(d -> !d.isBlank())
        .ifPresent(d -> text.append(" @description(").append(PgPrinter.quoted(d)).append(')'));
  }

  private static String names(List<String> names) {
    return names.stream().map(Names::pg).collect(Collectors.joining(", "));
  }
}
