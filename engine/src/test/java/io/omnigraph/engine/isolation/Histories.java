package io.omnigraph.engine.isolation;

import io.omnigraph.engine.isolation.Access.Moment;
import io.omnigraph.engine.isolation.Access.Read;
import io.omnigraph.engine.isolation.Access.Scan;
import io.omnigraph.engine.isolation.Access.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads short texts of transactions: {@code A 0-9 c1 s0: r x 0, u x 1; s x=1 y}. That is a name,
 * begin and end, the number of its commit ({@code c0} = it wrote nothing, {@code -} = rolled back)
 * and of its snapshot; then statements, of accesses: {@code r}ead a version, {@code s}can with what
 * was found, {@code i}nsert, {@code u}pdate, {@code d}elete.
 */
final class Histories {
  private Histories() {}

  static List<Recorded> parse(String... texts) {
    List<Recorded> result = new ArrayList<>();
    for (String text : texts) {
      result.add(parse(text));
    }
    return result;
  }

  private static Recorded parse(String text) {
    String[] parts = text.split(": ", 2);
    String[] head = parts[0].split(" ", 4);
    String[] times = head[1].split("-", 2);
    long begin = Long.parseLong(times[0]);
    long end = Long.parseLong(times[1]);
    boolean committed = head[2].startsWith("c");
    long number = committed ? Long.parseLong(head[2].substring(1)) : 0;
    long snapshot = Long.parseLong(head[3].substring(1));
    List<Access> accesses = new ArrayList<>();
    int statement = 0;
    for (String part : parts[1].split("; ", -1)) {
      Moment moment = new Moment(++statement, begin + statement, begin + statement, snapshot);
      for (String access : part.split(", ", -1)) {
        accesses.add(access(moment, access.split(" ", -1)));
      }
    }
    return new Recorded(head[0], begin, end - 1, end, committed, number, accesses);
  }

  private static Access access(Moment moment, String[] words) {
    if (words[0].equals("s")) {
      return scan(moment, words);
    }
    long version = Long.parseLong(words[2]);
    return switch (words[0]) {
      case "r" -> new Read(moment, words[1], version);
      case "i" -> new Write(moment, words[1], version, true);
      case "u" -> new Write(moment, words[1], version, false);
      case "d" -> new Write(moment, words[1], -version, false);
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private static Scan scan(Moment moment, String[] words) {
    Set<String> asked = new HashSet<>();
    Map<String, Long> found = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      String[] row = words[i].split("=", -1);
      asked.add(row[0]);
      if (row.length > 1) {
        found.put(row[0], Long.parseLong(row[1]));
      }
    }
    return new Scan(moment, asked, found);
  }
}
