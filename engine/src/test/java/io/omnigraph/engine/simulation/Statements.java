package io.omnigraph.engine.simulation;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random statements, made on the engine and on the model. */
final class Statements {
  private static final int NAMES = 7;
  private static final int TAGS = 4;

  private final World world;
  private final Random random;

  Statements(World world, Random random) {
    this.world = world;
    this.random = random;
  }

  static String name(Random random) {
    return "n" + random.nextInt(NAMES);
  }

  static int find(ReadView view, String table, String key) {
    return view.table(table).find(key.getBytes(StandardCharsets.UTF_8));
  }

  void write(StatementScope scope, Attempt attempt) {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> upsertNode(scope, attempt);
      case 3 -> deleteNode(scope, attempt);
      case 4, 5 -> edge(scope, attempt);
      case 6, 7 -> plain(scope, attempt, State.OTHER_NODE);
      default ->
          plain(
              scope,
              attempt,
              attempt.now.has(State.EXTRA_NODE) ? State.EXTRA_NODE : State.OTHER_NODE);
    }
  }

  private static String row(Object... values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(String.valueOf(value));
    }
    return String.join("|", texts);
  }

  private static void put(StatementScope scope, String table, boolean exists, Object... values) {
    if (exists) {
      GraphFixture.update(scope, table, GraphFixture.row(values));
    } else {
      GraphFixture.insert(scope, table, GraphFixture.row(values));
    }
  }

  private void upsertNode(StatementScope scope, Attempt attempt) {
    String name = name(random);
    int age = world.nextValue();
    String tag = random.nextInt(4) == 0 ? "t" + random.nextInt(TAGS) : null;
    boolean exists = attempt.now.rows(State.NODE).containsKey(name);
    if (attempt.now.isTagTaken(tag, name)) {
      refused(() -> put(scope, State.NODE, exists, name, age, tag), "tag " + tag);
      return;
    }
    if (exists && random.nextInt(6) == 0) {
      refused(() -> put(scope, State.NODE, false, name, age, tag), "key " + name);
      return;
    }
    put(scope, State.NODE, exists, name, age, tag);
    attempt.write(State.NODE, name, row(name, age, tag));
  }

  private static void refused(Runnable write, String why) {
    try {
      write.run();
    } catch (OmnigraphException e) {
      boolean constraint =
          e.code() == ErrorCode.KEY_CONFLICT || e.code() == ErrorCode.UNIQUE_VIOLATION;
      if (!constraint) {
        throw e;
      }
      return;
    }
    throw new Violation("a second " + why + " was accepted");
  }

  private void deleteNode(StatementScope scope, Attempt attempt) {
    String name = name(random);
    boolean exists = attempt.now.rows(State.NODE).containsKey(name);
    long deleted = GraphFixture.delete(scope, State.NODE, name);
    if (deleted != (exists ? 1 : 0)) {
      throw new Violation("delete of " + name + " found " + deleted + " in " + attempt.now);
    }
    if (exists) {
      attempt.now.incident(name).forEach(edge -> attempt.write(State.EDGE, edge, null));
      attempt.write(State.NODE, name, null);
    }
  }

  private void edge(StatementScope scope, Attempt attempt) {
    String from = name(random);
    String to = name(random);
    String key = from + "|" + to;
    boolean exists = attempt.now.rows(State.EDGE).containsKey(key);
    if (exists && random.nextBoolean()) {
      TableView edges = scope.view().table(State.EDGE);
      int[] found = edges.find(edgeKey(edges.type(), from, to));
      if (found[0] < 0 || scope.delete(State.EDGE, found) != 1) {
        throw new Violation("edge " + key + " is not found in " + attempt.now);
      }
      attempt.write(State.EDGE, key, null);
      return;
    }
    boolean ends =
        attempt.now.rows(State.NODE).containsKey(from)
            && attempt.now.rows(State.NODE).containsKey(to);
    if (ends) {
      int weight = world.nextValue();
      put(scope, State.EDGE, exists, from, to, weight);
      attempt.write(State.EDGE, key, row(from, to, weight));
    }
  }

  private static ColumnBatch edgeKey(TableType type, String from, String to) {
    ColumnBatch row = GraphFixture.rows(type, GraphFixture.row(from, to));
    int[] key = type.keyColumns();
    return new ColumnBatch(new Column[] {row.column(key[0]), row.column(key[1])}, 0, 1, null);
  }

  private void plain(StatementScope scope, Attempt attempt, String table) {
    String name = name(random);
    boolean exists = attempt.now.rows(table).containsKey(name);
    if (exists && random.nextInt(3) == 0) {
      GraphFixture.delete(scope, table, name);
      attempt.write(table, name, null);
    } else {
      int age = world.nextValue();
      put(scope, table, exists, name, age);
      attempt.write(table, name, row(name, age));
    }
  }

  /** Makes the extra type, or drops it. */
  void alter(StatementScope scope, Attempt attempt) {
    boolean make = !attempt.now.has(State.EXTRA_NODE);
    scope.alterSchema(new SchemaEdit.Replace(make ? World.WITH_EXTRA : World.SCHEMA));
    attempt.makeOrDrop(State.EXTRA_NODE, make);
  }
}
