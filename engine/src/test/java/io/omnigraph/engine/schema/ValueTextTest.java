package io.omnigraph.engine.schema;

import static io.omnigraph.engine.schema.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.storage.error.ErrorCode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValueTextTest {
  @ParameterizedTest
  @CsvSource({
    "I64, many, VALUE_INVALID",
    "I64, '', VALUE_INVALID",
    "I64, -, VALUE_INVALID",
    "I64, 1.5, VALUE_INVALID",
    "I64, 9223372036854775808, VALUE_OUT_OF_RANGE",
    "I64, 99999999999999999999999, VALUE_OUT_OF_RANGE",
    "I32, 3000000000, VALUE_OUT_OF_RANGE",
    "I8, -129, VALUE_OUT_OF_RANGE",
    "U32, -1, VALUE_OUT_OF_RANGE",
    "U32, 4294967296, VALUE_OUT_OF_RANGE",
    "U64, 18446744073709551616, VALUE_OUT_OF_RANGE",
    "U64, -1, VALUE_OUT_OF_RANGE",
    "F32, 1e39, VALUE_OUT_OF_RANGE",
    "F64, 1e400, VALUE_OUT_OF_RANGE",
    "F64, NaN, VALUE_INVALID",
    "F64, Infinity, VALUE_INVALID",
    "F64, 0x1p3, VALUE_INVALID",
    "F64, 1d, VALUE_INVALID",
    "F64, ., VALUE_INVALID",
    "F64, 1.2.3, VALUE_INVALID",
    "Bool, 1, VALUE_INVALID",
    "Bool, yes, VALUE_INVALID",
    "Date, 2020-2-1, DATETIME_INVALID",
    "Date, 2021-02-29, DATETIME_OVERFLOW",
    "Date, 2021-13-01, DATETIME_OVERFLOW",
    "DateTime, 2020-01-01, DATETIME_INVALID",
    "DateTime, 2020-01-01T25:00:00, DATETIME_OVERFLOW",
    "DateTime, 2020-01-01T00:00:00.0000001, DATETIME_OVERFLOW",
    "DateTime(3), 2020-01-01T00:00:00.0001, DATETIME_OVERFLOW",
    "DateTime, 2020-01-01T00:00:00X, DATETIME_INVALID",
    "DateTime, 2020-01-01T00:00:00+0, DATETIME_INVALID",
    "Time, 24:00:00, DATETIME_OVERFLOW",
    "'Decimal(4, 2)', 100, VALUE_OUT_OF_RANGE",
    "'Decimal(4, 2)', 1.234, VALUE_OUT_OF_RANGE",
    "'Decimal(4, 2)', x, VALUE_INVALID",
    "'Decimal(4, 2)', 1e999999999, VALUE_OUT_OF_RANGE",
    "String(2), abc, STRING_TOO_LONG",
    "Uuid, 12, VALUE_INVALID",
    "Bytes(1), abcd, STRING_TOO_LONG",
    "Binary(2), ab, STRING_TOO_LONG",
    "Bytes, abc, VALUE_INVALID",
    "Json, {\"a\":1, VALUE_INVALID"
  })
  @DisplayName("LOAD-27 values that do not fit are refused with type and value")
  void refuses(String pg, String value, ErrorCode code) {
    PropertyType type = type(pg);
    String message = refused(code, () -> ValueText.parse(type, value));
    assertThat(message).contains(TypeNames.pg(type).split("\\(")[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "String(2), üü",
    "Char(2), 'ab   '",
    "I8, -128",
    "I64, -9223372036854775808",
    "F64, 1.7976931348623157e308",
    "DateTime, 2020-01-01 10:00",
    "DateTime, 2020-01-01t10:00:00.123456000z",
    "DateTimeTz, 2020-01-01T10:00:00.5-02:30",
    "DateTime(3), 2020-01-01T00:00:00.123000",
    "'Decimal(38, 0)', 99999999999999999999999999999999999999",
    "'Decimal(4, 2)', 1.2300",
    "Json, '[1, {\"a\": null}]'"
  })
  void accepts(String pg, String value) {
    assertThat(ValueText.parse(type(pg), value)).isNotNull();
  }

  private static PropertyType type(String pg) {
    return Schemas.compile("node T { a: " + pg + " }")
        .nodeType("T")
        .orElseThrow()
        .columns()
        .get(0)
        .type();
  }

  @Property
  void everyNumberIsReadExactly(
      @ForAll long whole, @ForAll float single, @ForAll double real, @ForAll int small) {
    assertThat(ValueText.parse(PropertyType.of(Scalar.I64), Long.toString(whole))).isEqualTo(whole);
    assertThat(ValueText.parse(PropertyType.of(Scalar.F64), Double.toString(real))).isEqualTo(real);
    assertThat(ValueText.parse(PropertyType.of(Scalar.F32), Float.toString(single)))
        .isEqualTo((double) single);
    assertThat(ValueText.parse(PropertyType.of(Scalar.U64), Long.toUnsignedString(whole)))
        .isEqualTo(whole);
    assertThat(ValueText.parse(PropertyType.of(Scalar.I32), Integer.toString(small)))
        .isEqualTo(small);
  }

  @Property
  void plainDecimalsAreReadAsJavaReadsThem(
      @ForAll @IntRange(min = 0, max = 99_999_999) int whole,
      @ForAll @IntRange(min = 0, max = 999_999_999) int fraction) {
    String text = whole + "." + fraction;
    assertThat(ValueText.parse(PropertyType.of(Scalar.F64), text))
        .isEqualTo(Double.parseDouble(text));
    assertThat(ValueText.parse(PropertyType.of(Scalar.F32), text))
        .isEqualTo((double) Float.parseFloat(text));
  }

  @Property
  void everyDayIsRead(@ForAll @IntRange(min = -719_162, max = 2_932_896) int day) {
    assertThat(
            ValueText.parse(
                PropertyType.of(Scalar.DATE), java.time.LocalDate.ofEpochDay(day).toString()))
        .isEqualTo(day);
  }
}
