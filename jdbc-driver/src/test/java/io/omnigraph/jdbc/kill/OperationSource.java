package io.omnigraph.jdbc.kill;

import static io.omnigraph.jdbc.kill.WorkerModel.MAIN;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;

/** A worker's random operations, each possible in what its model holds. */
final class OperationSource {
  private static final int MANY = 60;

  private final String worker;
  private final Random random;
  private final WorkerModel model;
  private long next = System.currentTimeMillis() % 1_000_000_000_000L * 100;

  OperationSource(String worker, long seed, WorkerModel model) {
    this.worker = worker;
    this.random = new Random(seed);
    this.model = model;
  }

  Operation next() {
    List<String> own = model.branches.keySet().stream().filter(b -> !b.equals(MAIN)).toList();
    int what = random.nextInt(100);
    if (what < 5) {
      return own.isEmpty()
          ? single(MAIN, Effect.of("+branch", worker + "_b" + id()))
          : single(MAIN, Effect.of("-branch", own.get(0)));
    }
    String branch = own.isEmpty() || what < 60 ? MAIN : own.get(0);
    SortedMap<String, String> rows = model.branches.get(branch);
    if (what < 11 || what > 95) {
      return types(branch, rows);
    }
    if (what < 18) {
      return load(branch, rows);
    }
    return what < 40 ? single(branch, change(rows)) : transaction(branch);
  }

  private static Operation single(String branch, Effect effect) {
    return new Operation(branch, "auto", List.of(effect));
  }

  private Operation transaction(String branch) {
    WorkerModel now = model.copy();
    SortedMap<String, String> state = now.branches.get(branch);
    List<Effect> effects = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      Effect effect = change(state);
      effect.apply(state);
      effects.add(effect);
    }
    if (branch.equals(MAIN) && random.nextInt(3) == 0) {
      effects.add(Effect.of("count"));
    }
    return new Operation(branch, "tx", effects);
  }

  private Effect change(SortedMap<String, String> rows) {
    List<String> persons = names(rows, "person ");
    List<String> edges = names(rows, "knows ");
    int what = random.nextInt(10);
    if (persons.size() < 3 || (what < 3 && persons.size() < MANY)) {
      return Effect.of("+person", worker + "_p" + id(), random.nextInt(100));
    }
    if (what < 5) {
      return Effect.of("=person", one(persons), random.nextInt(100));
    }
    if (what < 6 || persons.size() >= MANY) {
      return Effect.of("-person", one(persons));
    }
    if (what < 7 && !edges.isEmpty()) {
      return Effect.of("-knows", one(edges));
    }
    if (what < 8) {
      return Effect.of("+item", worker + "_i" + id(), random.nextInt(100));
    }
    String other = random.nextInt(3) == 0 ? "hub" : one(persons);
    return Effect.of("+knows", worker + "_e" + id(), one(persons), other);
  }

  private Operation types(String branch, SortedMap<String, String> rows) {
    List<String> types = names(rows, "type ");
    if (types.isEmpty()) {
      String type = worker + "_t" + id();
      List<Effect> effects = new ArrayList<>(List.of(Effect.of("+type", type)));
      for (int i = random.nextInt(3); i > 0; i--) {
        effects.add(Effect.of("+row", type, "k" + i));
      }
      effects.add(change(rows));
      return new Operation(branch, "tx", effects);
    }
    return single(branch, Effect.of("-type", types.get(0)));
  }

  private Operation load(String branch, SortedMap<String, String> rows) {
    List<Effect> effects = new ArrayList<>();
    for (int i = 1 + random.nextInt(40); i > 0; i--) {
      effects.add(Effect.of("+item", worker + "_i" + id(), i));
    }
    List<String> items = names(rows, "item ");
    if (items.isEmpty() || random.nextBoolean()) {
      return new Operation(branch, "append", effects);
    }
    Set.copyOf(List.of(one(items), one(items).concat("x")))
        .forEach(key -> effects.add(Effect.of("+item", key, random.nextInt(100))));
    return new Operation(branch, "merge", effects);
  }

  private static List<String> names(SortedMap<String, String> rows, String kind) {
    return rows.keySet().stream()
        .filter(key -> key.startsWith(kind))
        .map(key -> key.substring(kind.length()))
        .toList();
  }

  private String one(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }

  /** Never again, also not in the next process. */
  private long id() {
    return next++;
  }
}
