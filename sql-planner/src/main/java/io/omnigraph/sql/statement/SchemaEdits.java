package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.schema.SchemaEdit.NewConstraint;
import io.omnigraph.engine.schema.SchemaEdit.NewProperty;
import io.omnigraph.sql.parser.Command;
import io.omnigraph.sql.parser.DeclaredTypeSpec;
import io.omnigraph.sql.parser.TableElements;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;

/** DDL as the engine's schema edits. */
final class SchemaEdits {
  private SchemaEdits() {}

  static SchemaEdit node(Command.CreateNode create) {
    TableElements elements = create.elements();
    return new SchemaEdit.CreateNode(
        last(create.name()),
        create.ifNotExists(),
        properties(elements),
        elements.key(),
        constraints(elements),
        create.comment());
  }

  static SchemaEdit edge(Command.CreateEdge create) {
    TableElements elements = create.elements();
    return new SchemaEdit.CreateEdge(
        last(create.name()),
        create.ifNotExists(),
        create.from(),
        create.to(),
        create.minEdges(),
        create.maxEdges() < 0 ? Optional.empty() : Optional.of((long) create.maxEdges()),
        properties(elements),
        elements.key(),
        constraints(elements),
        create.comment());
  }

  private static String last(SqlIdentifier name) {
    return name.names.get(name.names.size() - 1);
  }

  private static List<NewProperty> properties(TableElements elements) {
    List<NewProperty> out = new ArrayList<>();
    for (TableElements.Column column : elements.columns()) {
      boolean key = elements.key().stream().anyMatch(k -> k.equalsIgnoreCase(column.name()));
      out.add(
          new NewProperty(
              column.name(),
              type(column.type()),
              column.nullable() && !key,
              column.defaultValue().map(SchemaEdits::sql),
              column.comment()));
    }
    return out;
  }

  private static String sql(SqlNode node) {
    return node.toSqlString(AnsiSqlDialect.DEFAULT).getSql();
  }

  private static List<NewConstraint> constraints(TableElements elements) {
    List<NewConstraint> out = new ArrayList<>();
    for (TableElements.Rule rule : elements.rules()) {
      if (rule.check() == null) {
        out.add(new NewConstraint(NewConstraint.Kind.UNIQUE, rule.name(), rule.columns(), ""));
      } else {
        out.add(check(rule));
      }
    }
    return out;
  }

  /** {@code c BETWEEN x AND y}, {@code c >= x}, {@code c <= y} and {@code REGEXP_LIKE(c, 'p')}. */
  private static NewConstraint check(TableElements.Rule rule) {
    if (rule.check() instanceof SqlCall call && !call.getOperandList().isEmpty()) {
      SqlNode first = call.operand(0);
      if (first instanceof SqlIdentifier column) {
        Optional<String> text = range(call);
        if (text.isPresent()) {
          return new NewConstraint(
              NewConstraint.Kind.RANGE, rule.name(), List.of(last(column)), text.get());
        }
        if (call.getOperator().getName().equalsIgnoreCase("REGEXP_LIKE")) {
          return new NewConstraint(
              NewConstraint.Kind.CHECK,
              rule.name(),
              List.of(last(column)),
              literal(call.operand(1)));
        }
      }
    }
    throw EngineSession.unsupported(
        "CHECK (" + sql(rule.check()) + ")", " A range or REGEXP_LIKE(column, 'pattern') works.");
  }

  private static Optional<String> range(SqlCall call) {
    return switch (call.getKind()) {
      case BETWEEN -> Optional.of(literal(call.operand(1)) + ".." + literal(call.operand(2)));
      case GREATER_THAN_OR_EQUAL -> Optional.of(literal(call.operand(1)) + "..");
      case LESS_THAN_OR_EQUAL -> Optional.of(".." + literal(call.operand(1)));
      default -> Optional.empty();
    };
  }

  private static String literal(SqlNode node) {
    if (node.getKind() == SqlKind.MINUS_PREFIX) {
      return "-" + literal(((SqlCall) node).operand(0));
    }
    if (node instanceof SqlLiteral literal) {
      return literal.toValue();
    }
    throw EngineSession.unsupported("CHECK against " + sql(node), " Use literals.");
  }

  private static PropertyType type(SqlDataTypeSpec spec) {
    SqlTypeNameSpec name = spec.getTypeNameSpec();
    if (name instanceof DeclaredTypeSpec declared) {
      return declared(declared);
    }
    if (name instanceof SqlBasicTypeNameSpec basic) {
      return basic(basic);
    }
    return switch (last(name.getTypeName()).toUpperCase(Locale.ROOT)) {
      case "U32" -> PropertyType.of(Scalar.U32);
      case "U64" -> PropertyType.of(Scalar.U64);
      case "UUID" -> PropertyType.of(Scalar.UUID);
      case "STRING" -> PropertyType.of(Scalar.STRING);
      default -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "Type " + spec, "");
    };
  }

  private static PropertyType declared(DeclaredTypeSpec spec) {
    return switch (spec.name()) {
      case "TEXT" -> PropertyType.of(Scalar.TEXT);
      case "JSON" -> PropertyType.of(Scalar.JSON);
      case "BLOB" -> PropertyType.of(Scalar.BLOB);
      case "VECTOR" -> new PropertyType(Scalar.VECTOR, spec.length(), 0, false, List.of());
      default ->
          new PropertyType(
              Scalar.ENUM, 0, 0, false, spec.values().stream().distinct().sorted().toList());
    };
  }

  private static PropertyType basic(SqlBasicTypeNameSpec spec) {
    int precision = Math.max(0, spec.getPrecision());
    String name = last(spec.getTypeName()).toUpperCase(Locale.ROOT);
    return switch (name) {
      case "BOOLEAN" -> PropertyType.of(Scalar.BOOL);
      case "TINYINT" -> PropertyType.of(Scalar.I8);
      case "SMALLINT" -> PropertyType.of(Scalar.I16);
      case "INTEGER", "INT" -> PropertyType.of(Scalar.I32);
      case "BIGINT" -> PropertyType.of(Scalar.I64);
      case "REAL" -> PropertyType.of(Scalar.F32);
      case "FLOAT", "DOUBLE" -> PropertyType.of(Scalar.F64);
      case "DECIMAL" ->
          new PropertyType(
              Scalar.DECIMAL,
              precision == 0 ? 38 : precision,
              Math.max(0, spec.getScale()),
              false,
              List.of());
      case "CHAR" -> new PropertyType(Scalar.CHAR, Math.max(1, precision), 0, false, List.of());
      case "VARCHAR" -> new PropertyType(Scalar.STRING, precision, 0, false, List.of());
      case "BINARY" -> new PropertyType(Scalar.BINARY, Math.max(1, precision), 0, false, List.of());
      case "VARBINARY" -> new PropertyType(Scalar.BYTES, precision, 0, false, List.of());
      case "DATE" -> PropertyType.of(Scalar.DATE);
      case "TIME" ->
          new PropertyType(
              Scalar.TIME, 0, spec.getPrecision() < 0 ? 6 : precision, false, List.of());
      case "TIMESTAMP" ->
          new PropertyType(
              Scalar.DATETIME, 0, spec.getPrecision() < 0 ? 6 : precision, false, List.of());
      case "TIMESTAMP_WITH_LOCAL_TIME_ZONE", "TIMESTAMP_TZ" -> PropertyType.of(Scalar.DATETIME_TZ);
      case "UUID" -> PropertyType.of(Scalar.UUID);
      default -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "Type " + name, "");
    };
  }
}
