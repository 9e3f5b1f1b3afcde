package io.omnigraph.engine.load;

import static io.omnigraph.engine.load.Loads.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.load.LoadRequest.CsvOptions;
import io.omnigraph.engine.load.LoadRequest.Format;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.storage.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvReaderTest {
  private static final GraphSchema SCHEMA =
      Schemas.compile(
          """
          node City { code: String @key  pop: I64?  lat: F64? }
          node Note { text: String? }
          node All { id: I64 @key  b: Bool?  i: I32?  u: U64?  f: F32?  d: Date?  t: DateTime?
            h: Time?  c: Decimal(6, 2)?  s: String(3)?  g: Uuid?  y: Bytes?  e: enum(x, y)?  p: Char(4)?
            n: I32 @default(7) }
          edge Road: City -> City { km: I32 }
          """);

  @TempDir Path folder;
  private Loads loads;

  @BeforeEach
  void newLoads() {
    loads = new Loads(folder, SCHEMA);
  }

  @Test
  @DisplayName("LOAD-02 keys are typed and edges hold the ends' key values")
  void readsTypedColumns() {
    assertThat(loads.csv("city", "code,pop,lat\nSPB,5600000,59.9\nMSK,,\n"))
        .containsExactly("2: SPB | 5600000 | 59.9", "3: MSK | null | null");
    assertThat(loads.csv("road", "dst,src,km\nMSK,SPB,710\n"))
        .containsExactly("2: SPB | MSK | 710 | null");
    assertThat(loads.csv("road", "FROM,to,km\nMSK,SPB,710"))
        .containsExactly("2: MSK | SPB | 710 | null");
  }

  @Test
  void readsEveryType() {
    assertThat(
            loads.csv(
                "All",
                "id,b,i,u,f,d,t,h,c,s,g,y,e,p\n"
                    + "1,true, -5 ,18446744073709551615,0.1,1970-01-11,1970-01-01T00:00:01.5Z,10:11:12,"
                    + "1.5,üüü,00112233-4455-6677-8899-aabbccddeeff,AB,x,ab  \n"
                    + "2,,,,,,,,,,,,,\n"))
        .containsExactly(
            "2: 1 | true | -5 | 18446744073709551615 | 0.1 | 10 | 1500 | 10:11:12 | 1.50 | üüü"
                + " | 00112233-4455-6677-8899-aabbccddeeff | ab | x | ab | 7",
            "3: 2" + " | null".repeat(13) + " | 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  @DisplayName("LOAD-33 CRLF and blank lines are accepted, a byte order mark is skipped")
  void lineEnds(String end) {
    String text = "\uFEFFcode,pop" + end + end + "A,1" + end + "B,2" + end + end;
    assertThat(loads.csv("City", text)).containsExactly("3: A | 1 | null", "4: B | 2 | null");
    assertThat(loads.csv("City", text.strip()))
        .containsExactly("3: A | 1 | null", "4: B | 2 | null");
  }

  @Test
  void quotesKeepDelimitersLinesAndQuotes() {
    assertThat(
            loads.csv(
                "City",
                "\"code\",pop\r\n\"a,b\",1\r\n\"x\r\n\"\"y\"\"\",\"2\"\r\n\"\",3\r\nz,\"4\""))
        .containsExactly(
            "2: a,b | 1 | null", "3: x\r\n\"y\" | 2 | null", "5:  | 3 | null", "6: z | 4 | null");
  }

  @Test
  void quotedNullTextIsNoNull() {
    loads.csv = new CsvOptions(true, ';', "NA", Map.of());
    assertThat(loads.csv("Note", "text\nNA\n\"NA\"\n"))
        .containsExactly("2: null | null", "3: NA | null");
    assertThat(loads.csv("City", "code;pop\nA;NA\n")).containsExactly("2: A | null | null");
  }

  @Test
  @DisplayName("LOAD-49 columns come by header, by alias, or with a column list by position")
  void columnsByNameAliasAndPosition() {
    loads.csv = new CsvOptions(true, ',', "", Map.of("Origin", "src", "destination", "DST"));
    assertThat(loads.csv("Road", "ORIGIN,destination,km\nA,B,1\n"))
        .containsExactly("2: A | B | 1 | null");
    loads.csv = CsvOptions.defaults();
    loads.columns = List.of("dst", "src", "km");
    assertThat(loads.csv("Road", "x,y,z\nA,B,1\n")).containsExactly("2: B | A | 1 | null");
    loads.csv = new CsvOptions(false, ',', "", Map.of());
    assertThat(loads.csv("Road", "A,B,1\n")).containsExactly("1: B | A | 1 | null");
    loads.columns = List.of();
    assertThat(loads.csv("Road", "A,B,1\n")).containsExactly("1: A | B | 1 | null");
  }

  @Test
  @DisplayName("LOAD-49 an unknown, repeated or missing column is refused before any row")
  void wrongColumns() {
    assertThat(refused(ErrorCode.COLUMN_NOT_FOUND, () -> loads.csv("City", "code,popp\nA,1\n")))
        .contains("popp", "City", "in.csv:1", "Did you mean \"pop\"?");
    assertThat(refused(ErrorCode.COLUMN_EXISTS, () -> loads.csv("City", "code,pop,POP\nA,1,2\n")))
        .contains("pop");
    assertThat(refused(ErrorCode.LOAD_VALUE_MISSING, () -> loads.csv("City", "pop\n1\n")))
        .contains("City.code");
    loads.columns = List.of("code", "xx");
    assertThat(refused(ErrorCode.COLUMN_NOT_FOUND, () -> loads.csv("City", "a,b\nA,1\n")))
        .contains("xx", "column list");
    assertThat(
            refused(
                ErrorCode.TABLE_NOT_FOUND,
                () ->
                    new Loads(folder, SCHEMA)
                        .read(
                            loads.request(
                                Optional.of("Citi"), Format.CSV, loads.write("x", new byte[0])))))
        .contains("Did you mean \"City\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "A,many;VALUE_INVALID;in.csv:3:3 City.pop: expected I64, got \"many\"",
        "A,99999999999999999999;VALUE_OUT_OF_RANGE;in.csv:3:3 City.pop: expected I64",
        ",5;LOAD_VALUE_MISSING;in.csv:3:1 City.code: a value is required",
        "A;LOAD_LINE;in.csv:3:1: expected 2 fields, got 1",
        "A,1,2;LOAD_LINE;in.csv:3:1: expected 2 fields, got 3",
        "üb\"c,1;LOAD_LINE;in.csv:3:3: a quote inside",
        "\"A\"x,1;LOAD_LINE;in.csv:3:3: expected a delimiter",
        "ü,\"1;LOAD_LINE;in.csv:3:3: this quote is never closed"
      })
  @DisplayName("LOAD-44 an error names file, line, column, type, property and value")
  void errorsNameThePlace(String row, ErrorCode code, String message) {
    assertThat(refused(code, () -> loads.csv("City", "code,pop\nOK,1\n" + row + "\n")))
        .contains(message);
  }

  @Test
  void aPlaceBehindALineBreakInQuotesIsCounted() {
    assertThat(
            refused(ErrorCode.VALUE_INVALID, () -> loads.csv("City", "code,pop\n\"a\"\"\nb\",x\n")))
        .contains("in.csv:3:4 City.pop");
  }

  @Test
  @DisplayName("LOAD-13 an empty required field is 23502")
  void requiredMissing() {
    assertThat(ErrorCode.LOAD_VALUE_MISSING.sqlState()).isEqualTo("23502");
    assertThat(refused(ErrorCode.LOAD_VALUE_MISSING, () -> loads.csv("Road", "src,dst,km\nA,B,\n")))
        .contains("in.csv:2:5 Road.km");
  }

  @Test
  void theFirstBadValueOfTheFileIsReported() {
    assertThat(
            refused(
                ErrorCode.VALUE_INVALID,
                () -> loads.csv("City", "lat,pop,code\n1,1,A\n1,x,B\ny,1,C\n1,1\n")))
        .contains("in.csv:3:3 City.pop");
    assertThat(
            refused(
                ErrorCode.VALUE_INVALID, () -> loads.csv("City", "lat,pop,code\n1,1,A\nz,x,\n")))
        .contains("in.csv:3:1 City.lat");
  }

  @Test
  void binaryGarbageIsNamedByLineAndByte() {
    byte[] bytes = Loads.utf8("code,pop\nA,1\nB\u00fc,2\nC,3\n");
    bytes[14] = (byte) 0xFF;
    assertThat(refused(ErrorCode.LOAD_LINE, () -> loads.csv("City", bytes)))
        .contains("in.csv:3:", "not valid UTF-8", "byte 14");
    byte[] garbage = Loads.utf8("code,pop\nA,1\n");
    garbage[11] = (byte) 0xFE;
    garbage[10] = 0;
    assertThat(refused(ErrorCode.LOAD_LINE, () -> loads.csv("City", garbage)))
        .contains("in.csv:2:3", "byte 11");
    byte[] header = {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2};
    assertThat(refused(ErrorCode.LOAD_LINE, () -> loads.csv("City", header)))
        .contains("in.csv:1:1", "byte 0");
  }

  @Test
  @DisplayName("LOAD-48 a missing file and a directory are clean errors")
  void missingFile() {
    Path none = folder.resolve("none.csv");
    assertThat(
            refused(
                ErrorCode.LOAD_FILE_NOT_FOUND,
                () -> loads.read(loads.request(Optional.of("City"), Format.CSV, none))))
        .contains("none.csv", "no such file");
    assertThat(
            refused(
                ErrorCode.LOAD_FILE_NOT_FOUND,
                () -> loads.read(loads.request(Optional.of("City"), Format.CSV, folder))))
        .contains("directory");
  }

  @Test
  @DisplayName("LOAD-47 an empty file and a header alone give no rows")
  void emptyFile() {
    assertThat(loads.csv("Note", "text\n")).isEmpty();
    assertThat(loads.csv("Note", "text")).isEmpty();
    loads.csv = new CsvOptions(false, ',', "", Map.of());
    assertThat(loads.csv("City", "")).isEmpty();
  }

  @Test
  void readsFilesOfManyWindowsWithRecordsAcrossTheirEdges() {
    StringBuilder text = new StringBuilder("code,pop\n");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      boolean quoted = i % 7 == 0;
      String code = quoted ? "c\"" + i + "\n,é" : "code number " + i;
      text.append(quoted ? "\"" + code.replace("\"", "\"\"") + "\"" : code).append(',').append(i);
      text.append('\n');
      long line = 2L + i + (i + 6) / 7;
      expected.add(line + ": " + code + " | " + i + " | null");
    }
    assertThat(loads.csv("City", text.toString())).isEqualTo(expected);
  }

  @Test
  @DisplayName("LOAD-34 a record of more than 32 MiB is 54000, one of 4 MiB is read")
  void longRecords() {
    byte[] four = new byte[4 << 20];
    Arrays.fill(four, (byte) 'x');
    byte[] header = Loads.utf8("text\n");
    byte[] file = Arrays.copyOf(header, header.length + four.length);
    System.arraycopy(four, 0, file, header.length, four.length);
    assertThat(loads.csv("Note", file).get(0)).hasSize(four.length + 3 + " | null".length());
    byte[] large = Arrays.copyOf(header, (32 << 20) + 100_000 + (1 << 20));
    Arrays.fill(large, header.length, large.length, (byte) 'x');
    assertThat(refused(ErrorCode.LIMIT_EXCEEDED, () -> loads.csv("Note", large)))
        .contains("in.csv:2", "32 MiB");
  }

  @Test
  void progressEndsAtTheFilesSize() {
    List<Long> told = new ArrayList<>();
    Path file = loads.write("p.csv", Loads.utf8("text\na\nb\n"));
    loads.read(
        new LoadRequest(
            Optional.of("Note"),
            List.of(),
            file,
            Format.CSV,
            LoadRequest.Mode.APPEND,
            CsvOptions.defaults(),
            (read, total, rows) -> told.addAll(List.of(read, total, rows))));
    assertThat(told).endsWith(9L, 9L, 2L);
  }

  @Test
  void aDelimiterIsOneAsciiCharacter() {
    loads.csv = new CsvOptions(true, 'é', "", Map.of());
    refused(ErrorCode.PARAMETER_INVALID, () -> loads.csv("Note", "text\n"));
  }
}
