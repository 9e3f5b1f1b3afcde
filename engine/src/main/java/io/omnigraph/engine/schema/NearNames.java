package io.omnigraph.engine.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class NearNames {
  private NearNames() {}

  /** {@code " Did you mean \"x\"?"}, or empty when no candidate is near. */
  public static String hint(String name, Collection<String> candidates) {
    int limit = Math.max(1, name.length() / 3);
    Optional<String> best =
        candidates.stream()
            .filter(c -> distance(Names.fold(name), Names.fold(c)) <= limit)
            .min(
                Comparator.<String>comparingInt(c -> distance(Names.fold(name), Names.fold(c)))
                    .thenComparing(Names.ORDER));
    return best.map(b -> " Did you mean \"" + b + "\"?").orElse("");
  }

  /** Levenshtein. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
