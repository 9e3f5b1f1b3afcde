package io.omnigraph.jdbc.kill;

import java.util.SortedMap;

/**
 * One change that a worker makes, and its text in the log: {@code +person name age}, {@code =person
 * name age}, {@code -person name}, {@code +knows id src dst}, {@code -knows id}, {@code +item key
 * value}, {@code +type name}, {@code -type name}, {@code +row type key}, {@code +branch name},
 * {@code -branch name}, {@code count}.
 *
 * @param verb with its sign
 */
record Effect(String verb, String name, String value, String other) {
  static Effect of(String verb, Object... words) {
    return new Effect(verb, word(words, 0), word(words, 1), word(words, 2));
  }

  private static String word(Object[] words, int at) {
    return at < words.length ? String.valueOf(words[at]) : "";
  }

  static Effect parse(String text) {
    return of(text.split(" ")[0], (Object[]) tail(text.split(" ")));
  }

  private static String[] tail(String[] words) {
    return java.util.Arrays.copyOfRange(words, 1, words.length);
  }

  /** Changes the rows of one branch: what is there, and its value. */
  void apply(SortedMap<String, String> rows) {
    switch (verb) {
      case "+person", "=person" -> rows.put("person " + name, value);
      case "-person" -> {
        rows.remove("person " + name);
        rows.entrySet().removeIf(row -> row.getKey().startsWith("knows") && hasEnd(row.getValue()));
      }
      case "+knows" -> rows.put("knows " + name, value + " " + other);
      case "-knows" -> rows.remove("knows " + name);
      case "+item" -> rows.put("item " + name, value);
      case "+type" -> rows.put("type " + name, "");
      case "-type" -> {
        rows.remove("type " + name);
        rows.keySet().removeIf(row -> row.startsWith("row " + name + " "));
      }
      case "+row" -> rows.put("row " + name + " " + value, "");
      case "count" -> {}
      default -> throw new IllegalStateException(verb);
    }
  }

  private boolean hasEnd(String ends) {
    return ends.startsWith(name + " ") || ends.endsWith(" " + name);
  }

  String sql() {
    return switch (verb) {
      case "+person" -> "INSERT INTO Person VALUES ('%s', %s)".formatted(name, value);
      case "=person" -> "UPDATE Person SET age = %s WHERE name = '%s'".formatted(value, name);
      case "-person" -> "DELETE FROM Person WHERE name = '%s'".formatted(name);
      case "+knows" ->
          "INSERT INTO Knows (src, dst, id) VALUES ('%s', '%s', '%s')"
              .formatted(value, other, name);
      case "-knows" -> "DELETE FROM Knows WHERE id = '%s'".formatted(name);
      case "+item" -> "INSERT INTO Item VALUES ('%s', %s)".formatted(name, value);
      case "+type" -> "CREATE TABLE %s (k VARCHAR PRIMARY KEY)".formatted(name);
      case "-type" -> "DROP TABLE " + name;
      case "+row" -> "INSERT INTO %s VALUES ('%s')".formatted(name, value);
      case "+branch" -> "CREATE BRANCH \"%s\" FROM main".formatted(name);
      case "-branch" -> "DROP BRANCH \"%s\"".formatted(name);
      case "count" -> "UPDATE Counter SET n = n + 1 WHERE name = 'all'";
      default -> throw new IllegalStateException(verb);
    };
  }

  @Override
  public String toString() {
    return String.join(" ", verb, name, value, other).strip();
  }
}
