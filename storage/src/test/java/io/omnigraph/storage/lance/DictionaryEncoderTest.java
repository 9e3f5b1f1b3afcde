package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.ColumnBuilder;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class DictionaryEncoderTest {
  private static BytesColumn plain(int rows, IntFunction<String> value) {
    ColumnBuilder.Bytes builder = new ColumnBuilder.Bytes(rows);
    for (int i = 0; i < rows; i++) {
      String text = value.apply(i);
      if (text == null) {
        builder.appendNull();
      } else {
        builder.append(text);
      }
    }
    return builder.build();
  }

  private static BytesColumn encode(BytesColumn plain) {
    return DictionaryEncoder.encode(plain.offsets(), plain.bytes(), plain.length(), plain.nulls());
  }

  @Test
  void fewValuesAreStoredOnce() {
    BytesColumn plain = plain(100_000, i -> i % 7 == 0 ? null : "value " + i % 1_000);
    BytesColumn encoded = encode(plain);
    assertThat(encoded.offsets().length - 1).isLessThanOrEqualTo(1_000);
    assertThat(encoded.sizeBytes()).isLessThan(plain.sizeBytes() / 2);
    for (int i = 0; i < plain.length(); i++) {
      assertThat(encoded.isNull(i)).isEqualTo(plain.isNull(i));
      if (plain.isNull(i)) {
        assertThat(encoded.codes()[i]).isZero();
      } else if (!encoded.text(i).equals(plain.text(i))) {
        throw new AssertionError(encoded.text(i));
      }
    }
  }

  @Test
  void manyValuesStayPlain() {
    assertThat(encode(plain(10_000, i -> "value " + i))).isNull();
    assertThat(encode(plain(100_000, i -> i < 5_000 ? "same" : "value " + i))).isNull();
    assertThat(encode(plain(4, i -> "same"))).isNull();
  }

  @Test
  void allNullHasASlotForCodeZero() {
    BytesColumn encoded = encode(plain(100, i -> null));
    assertThat(Bits.count(encoded.nulls())).isEqualTo(100);
    assertThat(encoded.offsets()).hasSizeGreaterThanOrEqualTo(2);
  }
}
