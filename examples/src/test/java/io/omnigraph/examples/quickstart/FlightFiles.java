package io.omnigraph.examples.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The same answers computed from the files by plain loops, sharing no code with the driver. */
final class FlightFiles {
  /** A route of the file. */
  record Leg(String src, String dst, long flights) {}

  private final Map<String, List<String>> airports = new HashMap<>();
  private final List<Leg> legs = new ArrayList<>();
  private final Map<String, Set<String>> next = new HashMap<>();

  static FlightFiles read() throws IOException {
    FlightFiles files = new FlightFiles();
    for (List<String> fields : lines("airports.csv")) {
      files.airports.put(fields.get(0), fields);
    }
    for (List<String> fields : lines("flights.csv")) {
      files.legs.add(new Leg(fields.get(0), fields.get(1), Long.parseLong(fields.get(2))));
      files.next.computeIfAbsent(fields.get(0), k -> new TreeSet<>()).add(fields.get(1));
    }
    return files;
  }

  /** The files as they are without one airport. */
  FlightFiles without(String iata) {
    FlightFiles rest = new FlightFiles();
    rest.airports.putAll(airports);
    rest.airports.remove(iata);
    for (Leg leg : legs) {
      if (!leg.src().equals(iata) && !leg.dst().equals(iata)) {
        rest.legs.add(leg);
        rest.next.computeIfAbsent(leg.src(), k -> new TreeSet<>()).add(leg.dst());
      }
    }
    return rest;
  }

  int airports() {
    return airports.size();
  }

  long airportsWithoutCity() {
    return airports.values().stream().filter(a -> a.get(2).equals("NA")).count();
  }

  int routes() {
    return legs.size();
  }

  String name(String iata) {
    return airports.get(iata).get(1);
  }

  boolean hasRoute(String src, String dst) {
    return next.getOrDefault(src, Set.of()).contains(dst);
  }

  Set<String> withFlights() {
    Set<String> found = new HashSet<>();
    for (Leg leg : legs) {
      found.add(leg.src());
      found.add(leg.dst());
    }
    return found;
  }

  Set<String> withDepartures() {
    return next.keySet();
  }

  /** Departures by airport, most first, then by code. */
  List<Map.Entry<String, Long>> departures() {
    Map<String, Long> sums = new TreeMap<>();
    legs.forEach(leg -> sums.merge(leg.src(), leg.flights(), Long::sum));
    return byValue(sums);
  }

  /** Departures by state, most first; NA is the empty text. */
  List<Map.Entry<String, Long>> departuresByState() {
    Map<String, Long> sums = new TreeMap<>();
    for (Leg leg : legs) {
      String state = airports.get(leg.src()).get(3);
      sums.merge(state.equals("NA") ? "" : state, leg.flights(), Long::sum);
    }
    return byValue(sums);
  }

  /** Breadth first: fewest hops to every airport that can be reached, the start included. */
  Map<String, Integer> hops(String from) {
    Map<String, Integer> hops = new HashMap<>(Map.of(from, 0));
    Deque<String> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty()) {
      String at = queue.remove();
      for (String to : next.getOrDefault(at, Set.of())) {
        if (hops.putIfAbsent(to, hops.get(at) + 1) == null) {
          queue.add(to);
        }
      }
    }
    return hops;
  }

  /** Directed cycles of three different airports out of a list, each once. */
  long triangles(List<String> among) {
    long count = 0;
    for (String a : among) {
      for (String b : among) {
        for (String c : among) {
          boolean different = !a.equals(b) && !b.equals(c) && !c.equals(a);
          boolean cycle = hasRoute(a, b) && hasRoute(b, c) && hasRoute(c, a);
          count += different && cycle ? 1 : 0;
        }
      }
    }
    return count / 3;
  }

  private static List<Map.Entry<String, Long>> byValue(Map<String, Long> sums) {
    return sums.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .toList();
  }

  private static List<List<String>> lines(String resource) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                FlightFiles.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(fields(line));
      }
    }
    return lines;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
