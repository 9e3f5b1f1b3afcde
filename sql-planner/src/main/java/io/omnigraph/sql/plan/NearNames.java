package io.omnigraph.sql.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Suggests what somebody may have meant. */
public final class NearNames {
  private NearNames() {}

  /** {@code " Did you mean \"x\"?"}, or empty when nothing is near. */
  public static String hint(String name, List<String> candidates) {
    return nearest(name, candidates).map(n -> " Did you mean \"" + n + "\"?").orElse("");
  }

  private static Optional<String> nearest(String name, List<String> candidates) {
    String best = null;
    int bestDistance = Math.max(1, name.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Edits that turn one text into the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int next = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + cost);
        diagonal = row[j];
        row[j] = next;
      }
    }
    return row[b.length()];
  }
}
