package io.omnigraph.engine.crash;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;

import io.omnigraph.engine.crash.Writer.Kind;
import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All writers of the matrix. A new kind of writer is one more entry here. */
final class Writers {
  private Writers() {}

  static List<Writer> all() {
    return List.of(
        rows(
            "insert into one table",
            "main",
            s -> insert(s, "Person", row("Eve", 22), row("Gil", 23)),
            m -> m.put("main", "Person", "Eve|22", "Gil|23")),
        rows(
            "inserts, updates and deletes of three tables",
            "main",
            s -> {
              insert(s, "Person", row("Eve", 22));
              update(s, "Person", row("Bob", 26));
              delete(s, "Person", "Charlie");
              insert(s, "Company", row("Initech"));
              insert(s, "Knows", row("Eve", "Bob"));
            },
            m ->
                m.remove("main", "Person", "Charlie|35", "Bob|25")
                    .put("main", "Person", "Eve|22", "Bob|26")
                    .put("main", "Company", "Initech")
                    .remove("main", "Knows", "Alice|Charlie|null")
                    .put("main", "Knows", "Eve|Bob|null")),
        rows(
            "insert of an edge",
            "main",
            s -> insert(s, "Knows", row("Diana", "Alice")),
            m -> m.put("main", "Knows", "Diana|Alice|null")),
        rows(
            "update and delete of a row each",
            "side",
            s -> {
              update(s, "Person", row("Bob", 26));
              delete(s, "Person", "Emil");
            },
            m -> m.remove("side", "Person", "Bob|25", "Emil|5").put("side", "Person", "Bob|26")),
        rows(
            "node delete with its edges",
            "main",
            s -> delete(s, "Person", "Alice"),
            m ->
                m.remove("main", "Person", "Alice|30")
                    .remove("main", "Knows", "Alice|Bob|null", "Alice|Charlie|null")
                    .remove("main", "WorksAt", "Alice|Acme")),
        rows(
            "first rows of an empty table",
            "main",
            s -> insert(s, "Place", row("Oslo")),
            m -> m.put("main", "Place", "Oslo")),
        rows(
            "insert into a table with a fork",
            "feature",
            s -> insert(s, "Person", row("Eve", 22)),
            m -> m.put("feature", "Person", "Eve|22")),
        rows(
            "first touch of one table",
            "feature",
            s -> update(s, "Person", row("Bob", 26)),
            m -> m.remove("feature", "Person", "Bob|25").put("feature", "Person", "Bob|26")),
        rows(
            "first touch of three tables, one of them empty",
            "side",
            s -> {
              insert(s, "Person", row("Eve", 22));
              insert(s, "Place", row("Oslo"));
              delete(s, "Company", "Acme");
            },
            m ->
                m.put("side", "Person", "Eve|22")
                    .put("side", "Place", "Oslo")
                    .remove("side", "Company", "Acme")
                    .remove("side", "WorksAt", "Alice|Acme")),
        load(
            "streamed load, append",
            "main",
            LoadRequest.Mode.APPEND,
            person("Eve", 22) + person("Gil", 23) + knows("Gil", "Alice"),
            m ->
                m.put("main", "Person", "Eve|22", "Gil|23").put("main", "Knows", "Gil|Alice|null")),
        load(
            "load in a transaction, append",
            "main",
            LoadRequest.Mode.APPEND,
            person("Eve", 22) + knows("Eve", "Alice"),
            m -> m.put("main", "Person", "Eve|22").put("main", "Knows", "Eve|Alice|null")),
        load(
            "load, merge",
            "main",
            LoadRequest.Mode.MERGE,
            person("Bob", 26) + person("Eve", 22),
            m -> m.remove("main", "Person", "Bob|25").put("main", "Person", "Bob|26", "Eve|22")),
        load(
            "load, overwrite",
            "main",
            LoadRequest.Mode.OVERWRITE,
            person("Eve", 22) + person("Bob", 1) + knows("Eve", "Bob") + worksAt("Bob", "Acme"),
            m ->
                m.clear("main", "Person")
                    .clear("main", "Knows")
                    .clear("main", "WorksAt")
                    .put("main", "Person", "Eve|22", "Bob|1")
                    .put("main", "Knows", "Eve|Bob|null")
                    .put("main", "WorksAt", "Bob|Acme")),
        load(
            "load onto a branch, first touch",
            "side",
            LoadRequest.Mode.APPEND,
            person("Eve", 22) + knows("Eve", "Alice"),
            m -> m.put("side", "Person", "Eve|22").put("side", "Knows", "Eve|Alice|null")),
        schema("create type", "main", s -> addType(s, "Tag"), m -> m.type("main", "Tag")),
        schema(
            "create type on a branch",
            "feature",
            s -> addType(s, "Tag"),
            m -> m.type("feature", "Tag")),
        schema("drop type", "main", s -> drop(s, "WorksAt"), m -> m.dropType("main", "WorksAt")),
        schema(
            "drop type on a branch",
            "side",
            s -> drop(s, "WorksAt", "Company"),
            m -> m.dropType("side", "WorksAt").dropType("side", "Company")),
        schema(
            "schema and rows in one transaction",
            "main",
            s -> {
              addType(s, "Tag");
              insert(s, "Tag", row("red"));
              insert(s, "Person", row("Eve", 22));
              drop(s, "WorksAt");
            },
            m ->
                m.type("main", "Tag")
                    .put("main", "Tag", "red")
                    .put("main", "Person", "Eve|22")
                    .dropType("main", "WorksAt")),
        schema(
            "schema and rows in one transaction on a branch, first touch",
            "side",
            s -> {
              addType(s, "Tag");
              insert(s, "Tag", row("red"));
              insert(s, "Person", row("Eve", 22));
            },
            m -> m.type("side", "Tag").put("side", "Tag", "red").put("side", "Person", "Eve|22")),
        new Writer(
            "branch create",
            Kind.BRANCH_CREATE,
            "main",
            s -> s.createBranch("winter", "feature", Optional.empty()),
            m -> m.branch("winter", "feature")),
        new Writer(
            "branch drop",
            Kind.BRANCH_DROP,
            "main",
            s -> s.dropBranch("feature"),
            m -> m.dropBranch("feature")),
        fold("fold of two tables", "main"),
        fold("fold of a table with a fork", "feature"),
        fold("fold that forks a table", "side"),
        foldBeside("fold while another session commits", "stage"),
        foldBeside("fold while another session commits and it is published", "commit"),
        new Writer("checkpoint of the log", Kind.CHECKPOINT, "main", Writers::checkpoint, m -> {}));
  }

  private static Writer fold(String name, String branch) {
    return new Writer(name, Kind.FOLD, branch, onBranch(branch, Session::fold), m -> {});
  }

  private static Writer foldBeside(String name, String call) {
    return new Writer(
        name,
        Kind.FOLD,
        "main",
        Session::fold,
        new Writer.Beside(call, s -> update(s, "Person", row("Bob", 26))),
        m -> m.remove("main", "Person", "Bob|25").put("main", "Person", "Bob|26"));
  }

  /** As the background does it. */
  static void checkpoint(Session session) {
    OpenGraph graph = (OpenGraph) session.facts();
    try (WriterLock.Share share = graph.writerLock().acquire(Duration.ofSeconds(10))) {
      graph.manifest().checkpoint();
    }
  }

  static Writer rows(
      String name, String branch, Consumer<Session> statements, Consumer<Rows> effect) {
    return new Writer(name, Kind.ROWS, branch, transaction(branch, statements), effect);
  }

  static Writer schema(
      String name, String branch, Consumer<Session> statements, Consumer<Rows> effect) {
    return new Writer(name, Kind.SCHEMA, branch, transaction(branch, statements), effect);
  }

  static Writer load(
      String name, String branch, LoadRequest.Mode mode, String lines, Consumer<Rows> effect) {
    Consumer<Session> action = session -> load(session, mode, lines);
    return name.contains("transaction")
        ? rows(name, branch, action, effect)
        : new Writer(name, Kind.ROWS, branch, onBranch(branch, action), effect);
  }

  static Consumer<Session> onBranch(String branch, Consumer<Session> action) {
    return session -> {
      session.useBranch(branch);
      action.accept(session);
      session.useBranch("main");
    };
  }

  private static Consumer<Session> transaction(String branch, Consumer<Session> statements) {
    return onBranch(
        branch,
        session -> {
          session.setAutoCommit(false);
          statements.accept(session);
          session.commit();
          session.setAutoCommit(true);
        });
  }

  static void addType(Session session, String name) {
    String text = "\nnode %s { name: String @key }\n".formatted(name);
    alter(session, source -> new SchemaEdit.Replace(source + text));
  }

  static void alter(Session session, java.util.function.Function<String, SchemaEdit> editOfSource) {
    session.run(
        scope -> {
          scope.alterSchema(editOfSource.apply(scope.view().schema().source()));
          return null;
        });
  }

  static void drop(Session session, String... types) {
    alter(session, source -> new SchemaEdit.Drop(List.of(types), false, false));
  }

  static String person(String name, int age) {
    return "{\"type\":\"Person\",\"data\":{\"name\":\"%s\",\"age\":%d}}\n".formatted(name, age);
  }

  static String knows(String from, String to) {
    return edge("Knows", from, to);
  }

  private static String worksAt(String from, String to) {
    return edge("WorksAt", from, to);
  }

  private static String edge(String type, String from, String to) {
    return "{\"edge\":\"%s\",\"from\":\"%s\",\"to\":\"%s\"}\n".formatted(type, from, to);
  }

  private static void load(Session session, LoadRequest.Mode mode, String lines) {
    try {
      Path file = Files.createTempFile("crash", ".jsonl");
      try {
        Files.writeString(file, lines);
        session.load(
            new LoadRequest(
                Optional.empty(),
                List.of(),
                file,
                LoadRequest.Format.JSONL,
                mode,
                LoadRequest.CsvOptions.defaults(),
                LoadRequest.Progress.NONE));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
