package io.omnigraph.engine.crash;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;

import io.omnigraph.engine.crash.Writer.Kind;
import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Random writers, each possible on what the model holds. */
final class RandomWriters {
  private final Random random;
  private int made;

  RandomWriters(Random random) {
    this.random = random;
  }

  Writer next(Rows rows) {
    List<String> branches = rows.branches();
    String branch = branches.get(random.nextInt(branches.size()));
    return switch (random.nextInt(16)) {
      case 0 -> create(branch);
      case 1 -> branches.size() > 2 ? drop(branches) : create("main");
      case 2 -> schema(branch, rows, false);
      case 3 -> schema(branch, rows, true);
      case 4 -> load(branch, LoadRequest.Mode.APPEND, rows);
      case 5 -> load(branch, LoadRequest.Mode.MERGE, rows);
      case 6 -> load(branch, LoadRequest.Mode.OVERWRITE, rows);
      case 7, 8 -> fold(branch);
      case 9 -> new Writer("checkpoint", Kind.CHECKPOINT, "main", Writers::checkpoint, m -> {});
      default -> transaction(branch, rows);
    };
  }

  private String fresh(String prefix) {
    return prefix + made++;
  }

  /** From main only, so that each branch can go at any time. */
  private Writer create(String ignored) {
    String name = fresh("b");
    return new Writer(
        "create branch " + name,
        Kind.BRANCH_CREATE,
        "main",
        s -> s.createBranch(name, "main", Optional.empty()),
        m -> m.branch(name, "main"));
  }

  private Writer drop(List<String> branches) {
    List<String> others = branches.stream().filter(b -> !b.equals("main")).toList();
    String name = others.get(random.nextInt(others.size()));
    return new Writer(
        "drop branch " + name,
        Kind.BRANCH_DROP,
        "main",
        s -> s.dropBranch(name),
        m -> m.dropBranch(name));
  }

  private static Writer fold(String branch) {
    return new Writer(
        "fold of " + branch, Kind.FOLD, branch, Writers.onBranch(branch, Session::fold), m -> {});
  }

  private Writer schema(String branch, Rows rows, boolean withRows) {
    List<String> own = rows.types(branch).stream().filter(t -> t.startsWith("T")).toList();
    List<Consumer<Session>> statements = new ArrayList<>();
    List<Consumer<Rows>> effects = new ArrayList<>();
    if (own.size() > 1) {
      statements.add(s -> Writers.drop(s, own.get(0)));
      effects.add(m -> m.dropType(branch, own.get(0)));
    } else {
      String type = fresh("T");
      statements.add(s -> Writers.addType(s, type));
      effects.add(m -> m.type(branch, type));
      if (withRows) {
        statements.add(s -> insert(s, type, row("k")));
        effects.add(m -> m.put(branch, type, "k"));
      }
    }
    if (withRows) {
      change(branch, rows.copy(), statements, effects);
    }
    return Writers.schema("schema change", branch, all(statements), all(effects));
  }

  private Writer transaction(String branch, Rows rows) {
    List<Consumer<Session>> statements = new ArrayList<>();
    List<Consumer<Rows>> effects = new ArrayList<>();
    Rows now = rows.copy();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      change(branch, now, statements, effects);
    }
    return Writers.rows("transaction", branch, all(statements), all(effects));
  }

  private void change(
      String branch, Rows now, List<Consumer<Session>> statements, List<Consumer<Rows>> effects) {
    List<String> persons = List.copyOf(now.rows(branch, "Person"));
    int what = random.nextInt(10);
    Consumer<Rows> effect;
    if (persons.size() < 3 || what < 3) {
      String name = fresh("p");
      int age = random.nextInt(100);
      statements.add(s -> insert(s, "Person", row(name, age)));
      effect = m -> m.put(branch, "Person", name + "|" + age);
    } else if (what < 5) {
      String old = one(persons);
      String name = nameOf(old);
      int age = random.nextInt(100);
      statements.add(s -> update(s, "Person", row(name, age)));
      effect = m -> m.remove(branch, "Person", old).put(branch, "Person", name + "|" + age);
    } else if (what < 7) {
      String old = one(persons);
      statements.add(s -> delete(s, "Person", nameOf(old)));
      effect = m -> m.removeNode(branch, old);
    } else if (what < 9) {
      String from = nameOf(one(persons));
      String to = nameOf(one(persons));
      if (now.rows(branch, "Knows").contains(from + "|" + to + "|null")) {
        return;
      }
      statements.add(s -> insert(s, "Knows", row(from, to)));
      effect = m -> m.put(branch, "Knows", from + "|" + to + "|null");
    } else {
      String name = fresh("c");
      statements.add(s -> insert(s, "Place", row(name)));
      effect = m -> m.put(branch, "Place", name);
    }
    effect.accept(now);
    effects.add(effect);
  }

  private Writer load(String branch, LoadRequest.Mode mode, Rows rows) {
    StringBuilder lines = new StringBuilder();
    List<String> added = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String name = fresh("p");
      lines.append(Writers.person(name, i));
      added.add(name + "|" + i);
    }
    Consumer<Rows> effect = m -> m.put(branch, "Person", added.toArray(String[]::new));
    if (mode == LoadRequest.Mode.OVERWRITE) {
      // The load may leave no edge without ends, so it replaces the edges too.
      String first = nameOf(added.get(0));
      lines.append(Writers.knows(first, first));
      Consumer<Rows> put = effect;
      effect =
          m -> {
            m.clear(branch, "Person").clear(branch, "Knows");
            put.accept(m);
            m.put(branch, "Knows", first + "|" + first + "|null");
          };
      if (!rows.rows(branch, "WorksAt").isEmpty()) {
        return transaction(branch, rows);
      }
    }
    return Writers.load("load " + mode, branch, mode, lines.toString(), effect);
  }

  private String one(List<String> rows) {
    return rows.get(random.nextInt(rows.size()));
  }

  private static String nameOf(String person) {
    return person.substring(0, person.indexOf('|'));
  }

  private static <T> Consumer<T> all(List<Consumer<T>> steps) {
    List<Consumer<T>> copy = List.copyOf(steps);
    return target -> copy.forEach(step -> step.accept(target));
  }
}
