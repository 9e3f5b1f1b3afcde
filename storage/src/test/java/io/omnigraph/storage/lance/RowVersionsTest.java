package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.lance.fragment.VersionMeta;

class RowVersionsTest {
  @Test
  void readsWhatItWrites() {
    for (int rows : new int[] {1, 127, 128, 8_192, 1 << 20}) {
      for (long version : new long[] {1, 127, 128, 300, 1L << 40}) {
        VersionMeta meta = RowVersions.same(rows, version);
        assertThat(RowVersions.newest(meta)).isEqualTo(version);
        assertThat(RowVersions.decode(meta, rows)).hasSize(rows).containsOnly(version);
      }
    }
  }

  @Test
  void readsAndWritesAsLanceDoes() {
    VersionMeta lance = new VersionMeta("{\"inline\":[10,8,10,4,10,2,16,10,16,3]}");
    assertThat(RowVersions.same(10, 3)).isEqualTo(lance);
    VersionMeta runs =
        new VersionMeta("{\"inline\":[10,8,10,4,10,2,16,1,16,7,10,10,10,6,10,4,8,1,16,3,16,5]}");
    assertThat(RowVersions.decode(runs, 3)).containsExactly(7, 5, 5);
    assertThat(RowVersions.newest(runs)).isEqualTo(7);
  }

  @Test
  void digitsAreNotThoseOfTheUser() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      readsAndWritesAsLanceDoes();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anythingElseIsUnknown() {
    for (String text :
        new String[] {
          "{\"external\":{}}",
          "{\"inline\":[10,8,10,4]}",
          "{\"inline\":[10,8,10,4,18,2,16,10,16,3]}",
          "{\"inline\":[18,8,10,4,10,2,16,10,16,3]}",
          "{\"inline\":[10,10,10,6,10,4,8,1,16,3,16,5]}"
        }) {
      assertThat(RowVersions.decode(new VersionMeta(text), 2)).as(text).isNull();
    }
    assertThat(RowVersions.decode(RowVersions.same(3, 1), 2)).isNull();
    assertThat(RowVersions.newest(null)).isEqualTo(Long.MAX_VALUE);
    assertThat(RowVersions.newest(new VersionMeta(String.join("", Collections.nCopies(3, "x")))))
        .isEqualTo(Long.MAX_VALUE);
  }
}
