package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EscapeSyntaxTest {
  private static String translated(String sql) {
    String text = EscapeSyntax.translate(sql);
    assertThat(text).hasSameSizeAs(sql);
    return text;
  }

  @Test
  void whatIsSqlWithoutBracesLosesThem() {
    assertThat(translated("SELECT * FROM {oj a LEFT JOIN b ON x}"))
        .isEqualTo("SELECT * FROM     a LEFT JOIN b ON x ");
    assertThat(translated("a LIKE 'x' {escape '!'}")).isEqualTo("a LIKE 'x'  escape '!' ");
    assertThat(translated("{call p(1)}")).isEqualTo(" call p(1) ");
    assertThat(translated("FROM t { LIMIT 5 OFFSET 2 }")).isEqualTo("FROM t   LIMIT 5 OFFSET 2  ");
  }

  @Test
  void whatTheGrammarKnowsStays() {
    for (String sql :
        new String[] {
          "{fn UCASE(x)}",
          "{? = call f()}",
          "{d '2026-01-01'}",
          "{ts '2026-01-01 00:00:00'}",
          "->{1,4}(b)",
          "{,4}"
        }) {
      assertThat(translated(sql)).isEqualTo(sql);
    }
  }

  @Test
  void nestedEscapesEndAtTheirOwnBrace() {
    assertThat(translated("{oj a JOIN b ON {fn ABS(x)} = 1}"))
        .isEqualTo("    a JOIN b ON {fn ABS(x)} = 1 ");
  }

  @Test
  void textsNamesAndCommentsAreNoEscapes() {
    for (String sql :
        new String[] {
          "'{oj it''s}'", "\"{oj}\"", "-- {oj x}\n1", "/* {escape 'x'} */ 1", "'unclosed {oj "
        }) {
      assertThat(translated(sql)).isEqualTo(sql);
    }
  }
}
