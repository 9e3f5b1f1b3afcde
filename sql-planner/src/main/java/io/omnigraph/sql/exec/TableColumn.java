package io.omnigraph.sql.exec;

import io.omnigraph.engine.schema.Ulid;
import io.omnigraph.sql.types.Decimals;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.LongColumn;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A column as a scan reads it.
 *
 * @param ordinal in the table type's columns, or {@code TableView.ROW_NUMBER}
 * @param conversion from the stored form to the form of {@code type}
 */
public record TableColumn(int ordinal, String name, VectorType type, Conversion conversion) {
  /** How stored values become readable ones. */
  public enum Conversion {
    NONE,
    /** 16 bytes to 26 characters. */
    ULID,
    /** 64 bits, unsigned, to DECIMAL(20, 0). */
    UNSIGNED
  }

  /** The column with values in the form of {@link #type}; rows must be dense. */
  public Column convert(Column stored) {
    return switch (conversion) {
      case NONE -> stored;
      case ULID -> ulids((BytesColumn) stored);
      case UNSIGNED -> unsigned((LongColumn) stored);
    };
  }

  private static Column ulids(BytesColumn ids) {
    ColumnBuilder.Bytes out = new ColumnBuilder.Bytes(ids.length());
    byte[] text = new byte[Ulid.CHARACTERS];
    for (int i = 0; i < ids.length(); i++) {
      if (ids.isNull(i)) {
        out.appendNull();
      } else {
        Ulid.write(ids.bytes(), ids.offsets()[ids.slot(i)], text);
        out.append(text);
      }
    }
    return out.build();
  }

  private static Column unsigned(LongColumn values) {
    ColumnBuilder.Bytes out = new ColumnBuilder.Bytes(values.length());
    for (int i = 0; i < values.length(); i++) {
      if (values.isNull(i)) {
        out.appendNull();
      } else {
        BigInteger value = new BigInteger(Long.toUnsignedString(values.values()[i]));
        out.append(Decimals.write(new BigDecimal(value), 20, 0));
      }
    }
    return out.build();
  }
}
