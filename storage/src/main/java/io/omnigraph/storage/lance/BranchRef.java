package io.omnigraph.storage.lance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The file that makes a branch of a table exist, read without Lance: one torn file would keep Lance
 * from listing any branch.
 *
 * @param parent branch that it started from; null = main
 * @param whole false for what a power cut has left of a file that was never acknowledged
 */
record BranchRef(String name, Path file, String parent, boolean whole) {
  private static final String SUFFIX = ".json";
  private static final Pattern PARENT = Pattern.compile("\"parentBranch\"\\s*:\\s*\"([^\"]*)\"");

  static Path folder(TableFiles files) {
    return files.table().resolve("_refs").resolve("branches");
  }

  static Path file(TableFiles files, String branch) {
    return folder(files).resolve(branch.replace("/", "%2F") + SUFFIX);
  }

  /** All of a table, whole or not, by name. */
  static List<BranchRef> all(TableFiles files) throws IOException {
    List<BranchRef> refs = new ArrayList<>();
    try (Stream<Path> inside = Files.list(folder(files))) {
      for (Path file : (Iterable<Path>) inside.sorted()::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
          read(file, name.substring(0, name.length() - SUFFIX.length()), refs);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return refs;
  }

  private static void read(Path file, String name, List<BranchRef> refs) throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return; // Deleted since it was listed.
    }
    Matcher parent = PARENT.matcher(text);
    refs.add(
        new BranchRef(
            name.replace("%2F", "/"), file, parent.find() ? parent.group(1) : null, isWhole(text)));
  }

  /** One object that ends; names hold no braces. */
  private static boolean isWhole(String text) {
    String trimmed = text.strip();
    int depth = 0;
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == 0 || (depth == 0 && i < trimmed.length() - 1)) {
        return false;
      }
    }
    return !trimmed.isEmpty() && depth == 0 && trimmed.contains("\"parentVersion\"");
  }
}
