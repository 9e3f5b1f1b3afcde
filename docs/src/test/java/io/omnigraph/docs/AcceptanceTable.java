package io.omnigraph.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which test holds which behaviour of the catalogue: the text of docs/acceptance.md. */
final class AcceptanceTable {
  static final Path CATALOGUE = Markdown.ROOT.resolve("docs/catalogue");

  private static final String ID = "[A-Z]{2,6}-\\d+[a-z]?";
  private static final Pattern ANY_ID = Pattern.compile("\\b" + ID + "\\b");

  /** A text that starts with an id: a display name, or the name of a generated case. */
  private static final Pattern NAMED = Pattern.compile("\"(" + ID + ")\\b");

  private static final Pattern DISPLAY_NAME =
      Pattern.compile("@DisplayName\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)\\)");

  private final Map<String, String> behaviours;
  private final Map<String, String> reasons;
  private final Map<String, Set<String>> tests;

  private AcceptanceTable(
      Map<String, String> behaviours, Map<String, String> reasons, Map<String, Set<String>> tests) {
    this.behaviours = behaviours;
    this.reasons = reasons;
    this.tests = tests;
  }

  static AcceptanceTable read() throws IOException {
    return new AcceptanceTable(
        entries(CATALOGUE.resolve("behaviours.txt"), " \\| "),
        entries(CATALOGUE.resolve("untested.txt"), " = "),
        tests());
  }

  private static Map<String, String> entries(Path file, String separator) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(separator, 2);
        entries.put(parts[0], parts[1]);
      }
    }
    return entries;
  }

  /** Tests by id: classes, and scripts by their file. */
  private static Map<String, Set<String>> tests() throws IOException {
    Map<String, Set<String>> tests = new TreeMap<>();
    List<Path> modules;
    try (Stream<Path> folders = Files.list(Markdown.ROOT)) {
      modules =
          folders
              .map(folder -> folder.resolve("src/test"))
              .filter(Files::isDirectory)
              .sorted()
              .toList();
    }
    for (Path module : modules) {
      try (Stream<Path> files = Files.walk(module)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          String name = file.getFileName().toString();
          if (name.endsWith(".java") || name.endsWith(".iq")) {
            for (String id : ids(name, Files.readString(file))) {
              tests.computeIfAbsent(id, i -> new TreeSet<>()).add(name.replace(".java", ""));
            }
          }
        }
      }
    }
    return tests;
  }

  static Set<String> ids(String file, String text) {
    Set<String> ids = new TreeSet<>();
    if (file.endsWith(".iq")) {
      add(ids, text);
      return ids;
    }
    NAMED.matcher(text).results().forEach(named -> ids.add(named.group(1)));
    DISPLAY_NAME.matcher(text).results().forEach(name -> add(ids, name.group(1)));
    return ids;
  }

  private static void add(Set<String> ids, String text) {
    Matcher found = ANY_ID.matcher(text);
    while (found.find()) {
      ids.add(found.group());
    }
  }

  private static String group(String id) {
    return id.substring(0, id.indexOf('-'));
  }

  /** Ids that have neither a test nor a reason. */
  List<String> unexplained() {
    List<String> ids = new ArrayList<>(behaviours.keySet());
    ids.removeIf(id -> tests.containsKey(id) || reason(id) != null);
    return ids;
  }

  private String reason(String id) {
    return reasons.getOrDefault(id, reasons.get(group(id)));
  }

  String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Behaviours and their tests

        Each behaviour that the graph promises has an id; the tests that hold it name the id. This page is generated
        (`AcceptanceTableTest` says how), from the ids in the tests' names.

        """);
    String group = "";
    for (Map.Entry<String, String> behaviour : behaviours.entrySet()) {
      String id = behaviour.getKey();
      if (!group.equals(group(id))) {
        group = group(id);
        heading(page, group);
      }
      page.append("| ").append(id).append(" | ").append(behaviour.getValue()).append(" | ");
      Set<String> holders = tests.getOrDefault(id, Set.of());
      page.append(holders.isEmpty() ? "none: " + reason(id) : String.join(", ", holders));
      page.append(" |\n");
    }
    return page.toString();
  }

  private void heading(StringBuilder page, String group) {
    List<String> ids = behaviours.keySet().stream().filter(id -> group(id).equals(group)).toList();
    long tested = ids.stream().filter(tests::containsKey).count();
    page.append(page.toString().endsWith("|\n") ? "\n" : "")
        .append(
            "## %s: %d of %d%n%n| id | behaviour | tests |%n|---|---|---|%n"
                .formatted(group, tested, ids.size())
                .replace(System.lineSeparator(), "\n"));
  }
}
