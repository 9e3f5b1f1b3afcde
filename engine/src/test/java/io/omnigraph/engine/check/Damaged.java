package io.omnigraph.engine.check;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.manifest.LoggedManifest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.log.LocalCommitLog;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A graph's directory and ways to damage it. */
final class Damaged {
  static final String SCHEMA =
      """
      node Person { name: String @key  age: I32? @range(age, 0..150)  email: String? @unique }
      node Company { name: String @key }
      edge Knows: Person -> Person { since: Date? }
      edge WorksAt: Person -> Company @card(0..1)
      """;

  final Path root;

  private Damaged(Path root) {
    this.root = root;
  }

  /** Four people, two companies, edges, a branch with a table of its own, an update, a delete. */
  static Damaged create(Path root) {
    Graphs.init(root, SCHEMA, GraphFixture.options().storage(), Steps.NONE);
    try (Graph graph = Graphs.open(root, GraphFixture.optionsWithoutLog());
        Session session = graph.newSession()) {
      GraphFixture.insert(
          session,
          "Person",
          GraphFixture.row("Alice", 30, "a@x"),
          GraphFixture.row("Bob", 25, "b@x"),
          GraphFixture.row("Charlie", 35, null),
          GraphFixture.row("Diana", 28, null),
          GraphFixture.row("Eve", 20, null));
      GraphFixture.insert(session, "Company", GraphFixture.row("Acme"));
      GraphFixture.insert(session, "Knows", GraphFixture.row("Alice", "Bob"));
      GraphFixture.insert(session, "WorksAt", GraphFixture.row("Alice", "Acme"));
      GraphFixture.update(session, "Person", GraphFixture.row("Bob", 26, "b@x"));
      GraphFixture.delete(session, "Person", "Eve");
      session.createBranch("winter", "main", Optional.empty());
      session.useBranch("winter");
      GraphFixture.insert(session, "Company", GraphFixture.row("Globex"));
    }
    return new Damaged(root);
  }

  /** The same, with deltas on top of it: main and the branch have others on versions they share. */
  static Damaged createWithDeltas(Path root) {
    Damaged created = create(root);
    try (Graph graph = Graphs.open(root, smallCommits());
        Session session = graph.newSession()) {
      GraphFixture.insert(session, "Person", GraphFixture.row("Frank", 41, "f@x"));
      GraphFixture.update(session, "Person", GraphFixture.row("Bob", 27, "b@x"));
      GraphFixture.insert(session, "Person", GraphFixture.row("Gina", 22, null));
      GraphFixture.delete(session, "Person", "Gina");
      GraphFixture.insert(session, "Knows", GraphFixture.row("Bob", "Frank"));
      GraphFixture.insert(session, "WorksAt", GraphFixture.row("Frank", "Acme"));
      session.useBranch("winter");
      GraphFixture.delete(session, "Person", "Bob");
      GraphFixture.insert(session, "Person", GraphFixture.row("Hugo", 50, "h@x"));
      GraphFixture.insert(session, "WorksAt", GraphFixture.row("Hugo", "Globex"));
    }
    return created;
  }

  /** Commits ride in their publish, and stay so. */
  static OpenOptions smallCommits() {
    return GraphFixture.optionsWithoutLog()
        .withDeltas(new DeltaOptions(4, 10_000, 1_000_000, 1L << 40, false));
  }

  /** The same, with commits in a log that nobody takes over, as after a crash. */
  static Damaged createWithLog(Path root) {
    Path open = root.resolveSibling(root.getFileName() + ".open");
    createWithDeltas(open);
    try (Graph graph = Graphs.open(open, logged());
        Session session = graph.newSession()) {
      GraphFixture.insert(session, "Person", GraphFixture.row("Kate", 33, "k@x"));
      GraphFixture.insert(session, "Knows", GraphFixture.row("Kate", "Frank"));
      GraphFixture.insert(
          session,
          "Company",
          Stream.of("C1", "C2", "C3", "C4", "C5").map(GraphFixture::row).toArray(Object[][]::new));
      changeSchema(session, "node Tag { name: String @key }");
      GraphFixture.insert(session, "WorksAt", GraphFixture.row("Kate", "C5"));
      session.useBranch("winter");
      GraphFixture.insert(session, "Person", GraphFixture.row("Liam", 34, "l@x"));
      GraphFixture.insert(session, "Person", GraphFixture.row("Mia", 35, "m@x"));
      return copy(open, root);
    }
  }

  /** Small commits, and a log that is taken over only when somebody says so. */
  static OpenOptions logged() {
    return smallCommits().withLog(new LogOptions(true, 0, 1L << 40));
  }

  /** Takes the log over, as another process would. */
  void checkpoint() {
    try (Storage storage = Storage.open(root, GraphFixture.options().storage());
        LanceManifest manifest = new LanceManifest(storage.tables(), root.toString(), Steps.NONE)) {
      new LoggedManifest(
              manifest, storage.log(), root.toString(), Steps.NONE, logged().log(), () -> () -> {})
          .checkpoint();
    }
  }

  /** Writes the log anew, with other records. */
  void editLog(int segmentBytes, Consumer<List<byte[]>> edit) {
    Path folder = root.resolve(LocalCommitLog.FOLDER);
    Durable durable = new Durable(GraphFixture.options().storage().durability());
    List<byte[]> records;
    try (CommitLog log = new LocalCommitLog(folder, durable, segmentBytes, () -> false)) {
      records = new ArrayList<>(log.read(log.start()).orElseThrow().records());
    }
    edit.accept(records);
    files(LocalCommitLog.FOLDER).forEach(file -> delete(file.toString()));
    try (CommitLog log = new LocalCommitLog(folder, durable, segmentBytes, null)) {
      records.forEach(record -> log.append(List.of(record)));
    }
    durable.close();
  }

  /** A whole graph, as copied by hand. */
  static Damaged copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw FileFailure.of(from, e);
    }
    return new Damaged(to);
  }

  List<Finding> check() {
    return Graphs.check(root, CheckOptions.shallow().withStorage(GraphFixture.options().storage()));
  }

  List<Finding> checkDeeply() {
    return Graphs.check(root, CheckOptions.deepest().withStorage(GraphFixture.options().storage()));
  }

  /** A file so old that no running statement can be about to commit it. */
  void writeOld(String file, String text) {
    write(file, text);
    try {
      Files.setLastModifiedTime(root.resolve(file), FileTime.fromMillis(1_000));
    } catch (IOException e) {
      throw FileFailure.of(root.resolve(file), e);
    }
  }

  void fork(String path, String branch) {
    try (Storage storage = Storage.open(root, GraphFixture.options().storage())) {
      storage.tables().createBranch(new TableRef(path, null, 1), branch);
    }
  }

  /** Changes one bit. */
  void flip(Path file, int at) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[at] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  /** Cuts a file after some bytes. */
  void cut(Path file, int length) {
    try {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  /** A commit that dies after its tables were written, and the open that finishes it. */
  void recoverOnce() {
    recoverOnce(LanceManifest.MAIN);
  }

  void recoverOnce(String branch) {
    failOnce(branch);
    Graphs.open(root, GraphFixture.options()).close();
  }

  /** A commit that dies after its tables were written. */
  void failOnce(String branch) {
    Failpoints failpoints = new Failpoints();
    failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER);
    try (Graph graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
        Session session = graph.newSession()) {
      session.useBranch(branch);
      assertThatThrownBy(
          () -> GraphFixture.insert(session, "Company", GraphFixture.row("Initech")));
    }
  }

  /** Adds a line to the schema of the session's branch. */
  static void changeSchema(Session session, String line) {
    session.run(
        scope -> {
          String source = scope.view().schema().source();
          scope.alterSchema(new SchemaEdit.Replace(source + "\n" + line + "\n"));
          return null;
        });
  }

  /** The pin of a table on main. */
  TableEntry pin(String tableKey) {
    try (Storage storage = Storage.open(root, GraphFixture.options().storage())) {
      LanceManifest manifest = new LanceManifest(storage.tables(), root.toString(), Steps.NONE);
      TableEntry entry = manifest.head("main").entry(tableKey);
      manifest.close();
      return entry;
    }
  }

  /** Writes a table past the graph; the graph does not pin it. */
  long editTable(String path, Consumer<List<Map<String, Object>>> edit) {
    return editTable(path, null, edit);
  }

  private long editTable(
      String path, String nativeBranch, Consumer<List<Map<String, Object>>> edit) {
    try (Storage storage = Storage.open(root, GraphFixture.options().storage())) {
      return new RawTable(storage.tables(), path, nativeBranch).edit(edit);
    }
  }

  void editManifest(Consumer<List<Map<String, Object>>> edit) {
    editManifest(LanceManifest.MAIN, edit);
  }

  void editManifest(String branch, Consumer<List<Map<String, Object>>> edit) {
    editTable(LanceManifest.PATH, LanceManifest.nativeName(branch), edit);
  }

  /** Writes rows that no rule has seen, and pins them: the graph takes them for its own. */
  void editRows(String tableKey, Consumer<List<Map<String, Object>>> edit) {
    TableEntry entry = pin(tableKey);
    long[] count = new long[1];
    long version =
        editTable(
            entry.path(),
            rows -> {
              edit.accept(rows);
              count[0] = rows.size();
            });
    editManifest(
        rows -> {
          Map<String, Object> pin = lastVersion(rows, entry.tableId());
          pin.put("table_version", version);
          pin.put("row_count", count[0]);
        });
  }

  /** The last {@code table_version} row of a table. */
  static Map<String, Object> lastVersion(List<Map<String, Object>> rows, long tableId) {
    return rows.stream()
        .filter(row -> text(row, "object_type").equals("table_version"))
        .filter(row -> row.get("table_id").equals(tableId))
        .max(java.util.Comparator.comparingLong(row -> (Long) row.get("seq")))
        .orElseThrow();
  }

  static String text(Map<String, Object> row, String column) {
    byte[] bytes = (byte[]) row.get(column);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** The first row of a type. */
  static Map<String, Object> first(List<Map<String, Object>> rows, String objectType) {
    return rows.stream()
        .filter(row -> text(row, "object_type").equals(objectType))
        .findFirst()
        .orElseThrow();
  }

  void write(String file, String text) {
    try {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), text);
    } catch (IOException e) {
      throw FileFailure.of(root.resolve(file), e);
    }
  }

  void delete(String file) {
    try {
      Files.delete(root.resolve(file));
    } catch (IOException e) {
      throw FileFailure.of(root.resolve(file), e);
    }
  }

  /** Files of a folder by name, e.g. of {@code nodes/…/data}. */
  List<Path> files(String folder) {
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    } catch (IOException e) {
      throw FileFailure.of(root.resolve(folder), e);
    }
  }

  byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  /** The file of a folder that was written last. */
  Path newest(String folder) {
    return files(folder).stream()
        .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
        .orElseThrow();
  }

  void truncate(Path file) {
    try {
      Files.write(file, new byte[0]);
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }
}
