package io.omnigraph.jdbc.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowPrinterTest {
  private static final List<Rows.Column> COLUMNS =
      List.of(new Rows.Column("name", false), new Rows.Column("n", true));

  private static String print(RowFormat format, int width, Object[]... rows) throws SQLException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    long count = RowPrinter.of(format, width).print(Rows.of(COLUMNS, List.of(rows)), out);
    out.flush();
    assertThat(count).isEqualTo(rows.length);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Object[] row(Object... values) {
    return values;
  }

  @Test
  void tableAlignsNumbersRightAndCountsWideCharacters() throws SQLException {
    assertThat(print(RowFormat.TABLE, 0, row("日本", 1L), row("Zoë", -12345L), row(null, null)))
        .isEqualTo(
            """
            ┌──────┬────────┐
            │ name │      n │
            ├──────┼────────┤
            │ 日本 │      1 │
            │ Zoë  │ -12345 │
            │ NULL │   NULL │
            └──────┴────────┘
            """);
  }

  @Test
  void tableKeepsARowOnOneLine() throws SQLException {
    assertThat(print(RowFormat.TABLE, 0, row("a\nb\tc\u001b[31m", 1)))
        .contains("│ a\\nb\\tc\\u001b[31m │ 1 │");
  }

  @Test
  void tableFitsTheTerminal() throws SQLException {
    String table = print(RowFormat.TABLE, 20, row("a long text that does not fit", 1));
    assertThat(table.lines()).allSatisfy(line -> assertThat(CellText.width(line)).isEqualTo(20));
    assertThat(table).contains("│ a long text… │ 1 │");
  }

  @Test
  void wideCharacterIsNotCutInHalf() {
    assertThat(CellText.cut("日本語", 4)).isEqualTo("日…");
  }

  @Test
  void tableStreamsBeyondTheRowsItMeasured() throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      rows.add(row("r" + i, i));
    }
    assertThat(
            print(RowFormat.TABLE, 0, rows.toArray(Object[][]::new))
                .lines()
                .filter(l -> l.startsWith("│ r")))
        .hasSize(2_500);
  }

  @Test
  void csvQuotesWhatNeedsItAndTellsNullFromEmpty() throws SQLException {
    assertThat(
            print(
                RowFormat.CSV,
                0,
                row("a,b", 1),
                row("say \"hi\"", 2),
                row("two\nlines", 3),
                row("", null)))
        .isEqualTo("name,n\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n\"two\nlines\",3\n\"\",\n");
  }

  @Test
  void jsonEscapesAndKeepsTypes() throws SQLException {
    assertThat(
            print(
                RowFormat.JSON,
                0,
                row("q\"\\\n\u0001", new BigDecimal("1E+3")),
                row(null, Double.NaN)))
        .isEqualTo(
            "[{\"name\":\"q\\\"\\\\\\n\\u0001\",\"n\":1000},\n {\"name\":null,\"n\":\"NaN\"}]\n");
  }

  @Test
  void jsonOfNothingIsAnEmptyArray() throws SQLException {
    assertThat(print(RowFormat.JSON, 0)).isEqualTo("[]\n");
    assertThat(print(RowFormat.JSONL, 0)).isEmpty();
  }

  @Test
  void jsonLinesHaveOneObjectALine() throws SQLException {
    assertThat(print(RowFormat.JSONL, 0, row("a", true), row("b", List.of(1, "x"))))
        .isEqualTo("{\"name\":\"a\",\"n\":true}\n{\"name\":\"b\",\"n\":[1,\"x\"]}\n");
  }
}
