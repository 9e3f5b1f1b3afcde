package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** ORDER BY, FETCH and window frames over enough rows for every way of sorting, beside Java's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SortTest {
  private static final int ROWS = 12_000;
  private static final String[] STEMS = {"", "a", "prefix-of-some-length-", "é", "zz"};

  private record Row(long id, Integer i, Long l, Double d, String t, int g) {}

  private final List<Row> data = new ArrayList<>();
  private SqlFixture sql;

  @BeforeAll
  void load(@TempDir Path directory) throws IOException {
    Random random = new Random(42);
    StringBuilder csv = new StringBuilder("id,i,l,d,t,g\n");
    for (long id = 0; id < ROWS; id++) {
      Row row = row(id, random);
      data.add(row);
      csv.append(id).append(',').append(text(row.i)).append(',').append(text(row.l)).append(',');
      csv.append(text(row.d)).append(',').append(text(row.t)).append(',').append(row.g);
      csv.append('\n');
    }
    Path file = Files.writeString(directory.resolve("r.csv"), csv);
    sql = new SqlFixture(directory);
    sql.run(
        "CREATE TABLE r (id BIGINT PRIMARY KEY, i INTEGER, l BIGINT, d DOUBLE, t VARCHAR, g INTEGER)");
    sql.run("COPY r FROM '" + file + "' (FORMAT csv)");
  }

  private static Row row(long id, Random random) {
    boolean none = random.nextInt(20) == 0;
    return new Row(
        id,
        none ? null : random.nextInt(-50, 50),
        random.nextInt(9) == 0 ? null : random.nextLong(),
        random.nextInt(30) == 0 ? null : random.nextInt(-400, 400) / 8.0,
        random.nextInt(15) == 0
            ? null
            : STEMS[random.nextInt(1, STEMS.length)] + random.nextInt(500),
        random.nextInt(7));
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  @AfterAll
  void close() {
    sql.close();
  }

  private static <T extends Comparable<T>> Comparator<Row> by(
      java.util.function.Function<Row, T> value, boolean descending, boolean nullsFirst) {
    Comparator<T> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
    return Comparator.comparing(
        value, nullsFirst ? Comparator.nullsFirst(order) : Comparator.nullsLast(order));
  }

  private List<String> sorted(Comparator<Row> order) {
    return data.stream().sorted(order).map(row -> Long.toString(row.id)).toList();
  }

  private void check(String orderBy, Comparator<Row> order) {
    List<String> expected = sorted(order);
    assertThat(sql.query("SELECT id FROM r ORDER BY " + orderBy)).isEqualTo(expected);
    for (int most : new int[] {1, 10, 3_000}) {
      String page = " OFFSET 3 ROWS FETCH NEXT " + most + " ROWS ONLY";
      assertThat(sql.query("SELECT id FROM r ORDER BY " + orderBy + page))
          .isEqualTo(expected.subList(3, 3 + most));
    }
  }

  @Test
  @DisplayName("Numbers, texts and NULLs sort in both directions, by several keys")
  void sorts() {
    check("i NULLS LAST, id", by(Row::i, false, false).thenComparing(Row::id));
    check("i DESC NULLS FIRST, id", by(Row::i, true, true).thenComparing(Row::id));
    check("l DESC NULLS LAST, id", by(Row::l, true, false).thenComparing(Row::id));
    check(
        "d NULLS FIRST, i DESC NULLS LAST, id",
        by(Row::d, false, true).thenComparing(by(Row::i, true, false)).thenComparing(Row::id));
    check("t NULLS FIRST, id DESC", by(Row::t, false, true).thenComparing(by(Row::id, true, true)));
    check(
        "g, t DESC NULLS LAST, l NULLS FIRST, id",
        by(Row::g, false, true)
            .thenComparing(by(Row::t, true, false))
            .thenComparing(by(Row::l, false, true))
            .thenComparing(Row::id));
  }

  @Test
  @DisplayName("Equal rows keep their order")
  void stable() {
    assertThat(sql.query("SELECT id FROM r ORDER BY g")).isEqualTo(sorted(by(Row::g, false, true)));
  }

  @Test
  @DisplayName("A decimal key sorts by value")
  void decimals() {
    assertThat(sql.query("SELECT id FROM r ORDER BY CAST(i AS DECIMAL(9, 2)) NULLS LAST, id"))
        .isEqualTo(sorted(by(Row::i, false, false).thenComparing(Row::id)));
  }

  /** Whether {@code other} is in the frame of {@code row}; both are of one partition. */
  private interface Frame {
    boolean holds(Row row, Row other);
  }

  private void checkSum(String over, Frame frame) {
    List<String> expected = new ArrayList<>();
    for (Row row : data.subList(0, 2_000)) {
      List<Row> seen =
          data.subList(0, 2_000).stream()
              .filter(o -> o.g == row.g && o.i != null && frame.holds(row, o))
              .toList();
      String sum =
          seen.isEmpty()
              ? "null"
              : Integer.toString(seen.stream().collect(Collectors.summingInt(Row::i)));
      expected.add(row.id + "|" + sum + "|" + seen.size());
    }
    assertThat(
            sql.query(
                "SELECT id, SUM(i) OVER w, COUNT(i) OVER w FROM r WHERE id < 2000"
                    + " WINDOW w AS (PARTITION BY g ORDER BY "
                    + over
                    + ") ORDER BY id"))
        .isEqualTo(expected);
  }

  private static boolean near(Row row, Row other, double from, double to) {
    if (row.d == null || other.d == null) {
      return row.d == null && other.d == null;
    }
    return other.d - row.d >= from && other.d - row.d <= to;
  }

  @Test
  @DisplayName("Frames that grow, that slide and that go by value see the rows they should")
  void frames() {
    checkSum("id", (row, other) -> other.id <= row.id);
    checkSum("id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING", (row, other) -> true);
    checkSum(
        "id RANGE BETWEEN 40 PRECEDING AND 10 PRECEDING",
        (row, other) -> other.id >= row.id - 40 && other.id <= row.id - 10);
    checkSum(
        "d NULLS FIRST RANGE BETWEEN 5 PRECEDING AND 7 FOLLOWING", (r, o) -> near(r, o, -5, 7));
    checkSum(
        "d NULLS LAST RANGE BETWEEN 9 PRECEDING AND 2 PRECEDING", (r, o) -> near(r, o, -9, -2));
    checkSum(
        "d NULLS FIRST", (row, other) -> other.d == null || (row.d != null && other.d <= row.d));
    checkSum(
        "d NULLS LAST RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
        (row, other) -> other.d == null || (row.d != null && other.d >= row.d));
    checkSum(
        "d NULLS LAST RANGE BETWEEN CURRENT ROW AND CURRENT ROW",
        (row, other) -> java.util.Objects.equals(row.d, other.d));
  }
}
