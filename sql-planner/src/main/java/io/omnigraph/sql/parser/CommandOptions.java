package io.omnigraph.sql.parser;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Options of COPY and LOAD GRAPH: upper-case name to text; a bare name has the text true. */
public final class CommandOptions {
  private final LinkedHashMap<String, String> texts = new LinkedHashMap<>();

  public void put(String name, String text) {
    texts.put(name.toUpperCase(Locale.ROOT), text);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  public Set<String> names() {
    return texts.keySet();
  }
}
