package io.omnigraph.engine.schema;

import static io.omnigraph.engine.schema.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.storage.error.ErrorCode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyTextTest {
  private static PropertyType type(String pg) {
    return Schemas.compile("node T { a: " + pg + " }")
        .nodeType("T")
        .orElseThrow()
        .columns()
        .get(0)
        .type();
  }

  @ParameterizedTest
  @CsvSource({
    "String, ü x, ü x",
    "I64, -7, -7",
    "U64, 18446744073709551615, 18446744073709551615",
    "U32, 4294967295, 4294967295",
    "Bool, TRUE, true",
    "Date, 1970-01-02, 1",
    "Date, 1969-12-31, -1",
    "DateTime, 1970-01-01T00:00:01.5Z, 1500",
    "DateTime, 1970-01-01T00:00:00.000001Z, 0.001",
    "DateTimeTz, 1970-01-01T01:00:00+01:00, 0",
    "Time, 10:15:30, 10:15:30",
    "'Decimal(10, 2)', -1.5, -1.50",
    "Uuid, 00112233445566778899AABBCCDDEEFF, 00112233-4455-6677-8899-aabbccddeeff",
    "Bytes, AB01, ab01",
    "F64, -0.0, 0",
    "F64, 0.1, 0.1",
    "F32, 0.1, 0.1",
    "Char(5), 'ab  ', ab"
  })
  @DisplayName("LOAD-26 canonical key text of each type, and back")
  void canonicalText(String pg, String value, String expected) {
    PropertyType type = type(pg);
    Object parsed = ValueText.parse(type, value);
    String text = KeyText.render(List.of(type), new Object[] {parsed});
    assertThat(text).isEqualTo(expected);
    Object[] back = KeyText.parse(List.of(type), text);
    assertThat(KeyText.render(List.of(type), back)).isEqualTo(expected);
  }

  @Test
  @DisplayName("LOAD-25 a composite key is a JSON array of texts in the key's order")
  void compositeText() {
    List<PropertyType> types = List.of(PropertyType.of(Scalar.STRING), PropertyType.of(Scalar.I32));
    Object[] values = {ValueText.parse(types.get(0), "a\",\"b"), 5};
    String text = KeyText.render(types, values);
    assertThat(text).isEqualTo("[\"a\\\",\\\"b\",\"5\"]");
    assertThat(KeyText.parse(types, text)).containsExactly(values);
    for (String bad : List.of("a", "[\"a\"]", "[\"a\",5]", "[\"a\",\"5\"]x", "[\"a\",\"x\"]")) {
      refused(ErrorCode.VALUE_INVALID, () -> KeyText.parse(types, bad));
    }
  }

  @Property
  void everyLongAndDoubleComesBack(@ForAll long number, @ForAll double real) {
    PropertyType i64 = PropertyType.of(Scalar.I64);
    assertThat(KeyText.parse(List.of(i64), KeyText.render(List.of(i64), new Object[] {number})))
        .containsExactly(number);
    PropertyType f64 = PropertyType.of(Scalar.F64);
    assertThat(KeyText.parse(List.of(f64), KeyText.render(List.of(f64), new Object[] {real})))
        .containsExactly(real == 0 ? 0.0 : real);
  }

  @Property
  void everyMicrosecondComesBack(
      @ForAll @LongRange(min = -62_135_596_800_000_000L, max = 253_402_300_799_999_999L)
          long micros) {
    List<PropertyType> types = List.of(PropertyType.of(Scalar.DATETIME));
    assertThat(KeyText.parse(types, KeyText.render(types, new Object[] {micros})))
        .containsExactly(micros);
    String iso =
        Instant.EPOCH.plusNanos(0).plus(micros, java.time.temporal.ChronoUnit.MICROS).toString();
    assertThat(ValueText.parse(types.get(0), iso)).isEqualTo(micros);
  }

  @Property
  void everyUlidComesBack(@ForAll @Size(16) byte[] bytes) {
    String text = Ulid.text(bytes, 0);
    assertThat(Ulid.isUlid(text)).isTrue();
    assertThat(Ulid.parse(text)).isEqualTo(bytes);
    assertThat(Ulid.parse(text.toLowerCase(java.util.Locale.ROOT))).isEqualTo(bytes);
  }

  @Test
  void aNewUlidBeginsWithItsTime() {
    String text = Ulid.text(Ulid.random(new SecureRandom(), 1_469_918_176_385L), 0);
    assertThat(text).startsWith("01ARYZ6S41").hasSize(26);
  }

  @Test
  void anyOtherTextAlwaysNamesTheSameRow() {
    assertThat(Ulid.ofAnyText("row-1")).isEqualTo(Ulid.ofAnyText("row-1")).hasSize(16);
    assertThat(Ulid.ofAnyText("row-1")).isNotEqualTo(Ulid.ofAnyText("row-2"));
    refused(ErrorCode.VALUE_INVALID, () -> Ulid.parse("80000000000000000000000000"));
  }
}
