package io.omnigraph.jdbc.shell;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells JLine when a statement is complete and which word is being completed. */
final class ShellLineParser implements Parser {
  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE) {
      StatementSplitter splitter = new StatementSplitter();
      line.lines().forEach(splitter::add);
      if (splitter.open()) {
        throw new EOFError(-1, -1, "The statement goes on until ;", "");
      }
    }
    int start = cursor;
    while (start > 0 && partOfWord(line.charAt(start - 1))) {
      start--;
    }
    return new Word(line, cursor, line.substring(start, cursor), start == 0 ? 0 : 1);
  }

  @Override
  public boolean isEscapeChar(char c) {
    return false;
  }

  private static boolean partOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '!' || c == '.';
  }

  /** The word at the cursor; completers see the rest of the line as text. */
  private record Word(String line, int cursor, String word, int wordIndex)
      implements CompletingParsedLine {
    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return word.length();
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }

    @Override
    public int wordCursor() {
      return word.length();
    }

    @Override
    public List<String> words() {
      return wordIndex == 0
          ? List.of(word)
          : List.of(line.substring(0, cursor - word.length()), word);
    }
  }
}
