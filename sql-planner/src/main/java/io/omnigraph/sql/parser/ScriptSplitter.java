package io.omnigraph.sql.parser;

import java.util.ArrayList;
import java.util.List;

/** Cuts a script at its top-level semicolons. */
public final class ScriptSplitter {
  private ScriptSplitter() {}

  /** Statements in order, trimmed, without pieces that hold comments only. */
  public static List<String> split(String script) {
    List<String> statements = new ArrayList<>();
    int start = 0;
    boolean content = false;
    int i = 0;
    while (i < script.length()) {
      int end = SqlText.skip(script, i);
      if (end > i) {
        content |= !SqlText.isComment(script, i);
        i = end;
        continue;
      }
      char c = script.charAt(i);
      if (c == ';') {
        add(statements, script, start, i, content);
        start = i + 1;
        content = false;
      } else {
        content |= !Character.isWhitespace(c);
      }
      i++;
    }
    add(statements, script, start, script.length(), content);
    return statements;
  }

  private static void add(List<String> to, String script, int start, int end, boolean content) {
    if (content) {
      to.add(script.substring(start, end).strip());
    }
  }
}
