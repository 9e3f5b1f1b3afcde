package io.omnigraph.jdbc.shell;

import io.omnigraph.engine.load.LoadRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What follows {@code !load TABLE}: a file and {@code name=value} pairs.
 *
 * @param mode empty = append
 */
record LoadOptions(
    Path file,
    Optional<LoadRequest.Mode> mode,
    LoadRequest.Format format,
    LoadRequest.CsvOptions csv) {

  static LoadOptions parse(List<String> words) {
    Path file = Path.of(words.get(0));
    Map<String, String> values = new HashMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new UsageException("Expected name=value, not " + word + ".");
      }
      values.put(word.substring(0, equals).toLowerCase(Locale.ROOT), word.substring(equals + 1));
    }
    Optional<LoadRequest.Mode> mode =
        Optional.ofNullable(values.remove("mode"))
            .map(text -> constant(LoadRequest.Mode.class, "mode", text));
    LoadRequest.Format format =
        Optional.ofNullable(values.remove("format"))
            .map(text -> constant(LoadRequest.Format.class, "format", text))
            .orElse(byName(file));
    LoadRequest.CsvOptions csv = csv(values);
    if (!values.isEmpty()) {
      throw new UsageException("Unknown option " + values.keySet().iterator().next() + ".");
    }
    return new LoadOptions(file, mode, format, csv);
  }

  LoadRequest request(Optional<String> table, LoadRequest.Progress progress) {
    return new LoadRequest(
        table, List.of(), file, format, mode.orElse(LoadRequest.Mode.APPEND), csv, progress);
  }

  private static LoadRequest.CsvOptions csv(Map<String, String> values) {
    LoadRequest.CsvOptions defaults = LoadRequest.CsvOptions.defaults();
    String delimiter = values.remove("delimiter");
    String nullText = values.remove("null");
    String header = values.remove("header");
    String rename = values.remove("rename");
    return new LoadRequest.CsvOptions(
        header == null ? defaults.header() : yes(header),
        delimiter == null ? defaults.delimiter() : character(delimiter),
        nullText == null ? defaults.nullText() : nullText,
        rename == null ? defaults.aliases() : aliases(rename));
  }

  private static LoadRequest.Format byName(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean json = name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json");
    return json ? LoadRequest.Format.JSONL : LoadRequest.Format.CSV;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String option, String text) {
    for (E each : type.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(text)) {
        return each;
      }
    }
    throw new UsageException("Option " + option + " cannot be " + text + ".");
  }

  private static boolean yes(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "on", "true" -> true;
      case "no", "off", "false" -> false;
      default -> throw new UsageException("Option header is yes or no, not " + text + ".");
    };
  }

  private static char character(String text) {
    if (text.equals("\\t")) {
      return '\t';
    }
    if (text.length() != 1) {
      throw new UsageException("Option delimiter is one character or \\t, not " + text + ".");
    }
    return text.charAt(0);
  }

  private static Map<String, String> aliases(String text) {
    Map<String, String> aliases = new HashMap<>();
    for (String pair : text.split(",")) {
      String[] names = pair.split(":");
      if (names.length != 2) {
        throw new UsageException("Option rename is FROM:TO,..., not " + pair + ".");
      }
      aliases.put(names[0], names[1]);
    }
    return Map.copyOf(aliases);
  }
}
