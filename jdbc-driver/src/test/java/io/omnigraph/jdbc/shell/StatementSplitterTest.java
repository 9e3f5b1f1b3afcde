package io.omnigraph.jdbc.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatementSplitterTest {
  private static List<StatementSplitter.Piece> split(String script) {
    StatementSplitter splitter = new StatementSplitter();
    script.lines().forEach(splitter::add);
    splitter.end();
    List<StatementSplitter.Piece> pieces = new ArrayList<>();
    Optional<StatementSplitter.Piece> piece = splitter.poll();
    while (piece.isPresent()) {
      pieces.add(piece.get());
      piece = splitter.poll();
    }
    return pieces;
  }

  private static List<String> texts(String script) {
    return split(script).stream().map(StatementSplitter.Piece::text).toList();
  }

  @Test
  void cutsAtSemicolonsAndKeepsLines() {
    assertThat(texts("SELECT 1; SELECT\n 2;\n")).containsExactly("SELECT 1", "SELECT\n 2");
  }

  @Test
  void lastStatementNeedsNoSemicolon() {
    assertThat(texts("SELECT 1;\nSELECT 2")).containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void semicolonsInLiteralsNamesAndCommentsDoNotCut() {
    String literal = "SELECT 'a;''b;', \"x;\"\"y\" -- c;\n, 3 /* ; ' \n ; */";
    assertThat(texts(literal + "; SELECT 2;")).containsExactly(literal, "SELECT 2");
  }

  @Test
  void quotesInCommentsDoNotOpenLiterals() {
    assertThat(texts("-- don't\nSELECT 1; /* it's */ SELECT 2;"))
        .containsExactly("-- don't\nSELECT 1", "/* it's */ SELECT 2");
  }

  @Test
  void commentsAloneAreNoStatement() {
    assertThat(texts("-- nothing\n;; /* here */ ;\n-- either")).isEmpty();
  }

  @Test
  void exclamationMarkStartsACommandOnlyWhereAStatementWouldStart() {
    assertThat(split("!tables\nSELECT 1\n!= 2;\n  !quit"))
        .containsExactly(
            new StatementSplitter.Piece("!tables", 1, true),
            new StatementSplitter.Piece("SELECT 1\n!= 2", 2, false),
            new StatementSplitter.Piece("!quit", 4, true));
  }

  @Test
  void knowsTheLineAStatementStartsOn() {
    assertThat(split("\n-- c\n  SELECT 1;\n\nSELECT 2;"))
        .extracting(StatementSplitter.Piece::line)
        .containsExactly(3, 5);
  }

  @Test
  void isOpenUntilTheSemicolon() {
    StatementSplitter splitter = new StatementSplitter();
    splitter.add("SELECT 'a");
    assertThat(splitter.open()).isTrue();
    splitter.add("b'");
    assertThat(splitter.open()).isTrue();
    splitter.add(";");
    assertThat(splitter.open()).isFalse();
  }
}
