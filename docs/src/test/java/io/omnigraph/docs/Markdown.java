package io.omnigraph.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation and its code blocks. */
record Markdown(Path file, List<Block> blocks, String text) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

  /**
   * A fenced block.
   *
   * @param info the words after the fence, e.g. {@code sql no-run}
   * @param line of the fence, from 1
   */
  record Block(String info, String text, int line) {
    boolean is(String language) {
      return info.equals(language);
    }
  }

  static Markdown read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Block> blocks = new ArrayList<>();
    StringBuilder prose = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("```")) {
        prose.append(lines.get(i)).append('\n');
        continue;
      }
      int start = i++;
      StringBuilder text = new StringBuilder();
      while (!lines.get(i).equals("```")) {
        text.append(lines.get(i++)).append('\n');
      }
      blocks.add(new Block(lines.get(start).substring(3).strip(), text.toString(), start + 1));
    }
    return new Markdown(file, blocks, prose.toString());
  }

  /** README and whatever lies in docs. */
  static List<Markdown> all() throws IOException {
    List<Path> files = new ArrayList<>();
    files.addAll(markdownIn(ROOT));
    files.addAll(markdownIn(ROOT.resolve("docs")));
    List<Markdown> pages = new ArrayList<>();
    for (Path file : files) {
      pages.add(read(file));
    }
    return pages;
  }

  private static List<Path> markdownIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** Targets of links to other files. */
  List<String> localLinks() {
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.contains("://"))
        .toList();
  }

  @Override
  public String toString() {
    return ROOT.relativize(file).toString();
  }
}
