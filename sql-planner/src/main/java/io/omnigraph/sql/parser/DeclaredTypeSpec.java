package io.omnigraph.sql.parser;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/** A type name that Calcite does not have: TEXT, JSON, BLOB, VECTOR(n), ENUM('a', …). */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
public final class DeclaredTypeSpec extends SqlTypeNameSpec {
  private final int length;
  private final List<String> values;

  public DeclaredTypeSpec(String name, int length, List<String> values, SqlParserPos pos) {
    super(new SqlIdentifier(name, pos), pos);
    this.length = length;
    this.values = List.copyOf(values);
  }

  public String name() {
    return getTypeName().getSimple();
  }

  /** Dimension of a VECTOR, else 0. */
  public int length() {
    return length;
  }

  /** Values of an ENUM as written, else empty. */
  public List<String> values() {
    return values;
  }

  @Override
  public RelDataType deriveType(SqlValidator validator) {
    return switch (name()) {
      case "TEXT", "JSON", "ENUM" -> validator.getTypeFactory().createSqlType(SqlTypeName.VARCHAR);
      default -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, "Type " + name(), "");
    };
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(name());
  }

  @Override
  public boolean equalsDeep(SqlTypeNameSpec other, Litmus litmus) {
    return other instanceof DeclaredTypeSpec o && o.name().equals(name())
        ? litmus.succeed()
        : litmus.fail("{} != {}", this, other);
  }
}
