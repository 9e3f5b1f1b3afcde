package io.omnigraph.engine.isolation;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.isolation.Access.Moment;
import io.omnigraph.engine.isolation.Access.Read;
import io.omnigraph.engine.isolation.Access.Scan;
import io.omnigraph.engine.isolation.Access.Write;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.error.ErrorCategory;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Runs transactions of one session and notes all they did and saw. One thread. */
final class Recorder implements AutoCloseable {
  static final String SCHEMA =
      """
      node P { name: String @key  version: I32 }
      node Q { name: String @key  version: I32 }
      """;
  static final List<String> TABLES = List.of("P", "Q");
  static final List<String> NAMES = List.of("a", "b", "c", "d");

  /**
   * A transaction before the numbers of commits are known.
   *
   * @param commit its id; empty = it left none
   */
  private record Ended(Recorded transaction, Optional<String> commit) {}

  private record Outcome(long snapshot, List<Function<Moment, Access>> accesses) {}

  private final String name;
  private final Session session;
  private final AtomicInteger versions;
  private final List<Ended> ended = new ArrayList<>();
  private List<Access> accesses = new ArrayList<>();
  private long begin;
  private int conflicts;

  /**
   * @param versions the last one given out, of all recorders
   */
  Recorder(String name, Session session, AtomicInteger versions, Isolation isolation) {
    this.name = name;
    this.session = session;
    this.versions = versions;
    session.setAutoCommit(false);
    session.setIsolation(isolation);
  }

  int conflicts() {
    return conflicts;
  }

  void begin() {
    accesses = new ArrayList<>();
    begin = System.nanoTime();
  }

  // Statements; false = it lost and the transaction is over.

  boolean read(String table, String key) {
    return statement(
        scope -> {
          long version = version(scope.view().table(table), key);
          return List.of(moment -> new Read(moment, table + key, version));
        });
  }

  boolean scan(String table) {
    Set<String> asked = new LinkedHashSet<>();
    NAMES.forEach(key -> asked.add(table + key));
    return statement(
        scope -> {
          Map<String, Long> found = new HashMap<>();
          for (String row : GraphFixture.read(scope.view(), table)) {
            String[] values = row.split("\\|", -1);
            found.put(table + values[0], Long.parseLong(values[1]));
          }
          return List.of(moment -> new Scan(moment, asked, found));
        });
  }

  /** Inserts the row, or updates it where there is one. */
  boolean put(String table, String key) {
    return statement(
        scope -> {
          long before = version(scope.view().table(table), key);
          int version = versions.incrementAndGet();
          boolean insert = before == Access.ABSENT;
          if (insert) {
            GraphFixture.insert(scope, table, GraphFixture.row(key, version));
          } else {
            GraphFixture.update(scope, table, GraphFixture.row(key, version));
          }
          return List.of(
              moment -> new Read(moment, table + key, before),
              moment -> new Write(moment, table + key, version, insert));
        });
  }

  boolean delete(String table, String key) {
    return statement(
        scope -> {
          long before = version(scope.view().table(table), key);
          List<Function<Moment, Access>> noted = new ArrayList<>();
          noted.add(moment -> new Read(moment, table + key, before));
          if (GraphFixture.delete(scope, table, key) > 0) {
            int version = versions.incrementAndGet();
            noted.add(moment -> new Write(moment, table + key, -version, false));
          }
          return noted;
        });
  }

  private static long version(TableView table, String key) {
    int row = table.find(key.getBytes(StandardCharsets.UTF_8));
    if (row < 0) {
      return Access.ABSENT;
    }
    var values = table.gather(new int[] {row}, 1, new int[] {1});
    return ((IntColumn) values.column(0)).values()[values.position(0)];
  }

  private boolean statement(Function<StatementScope, List<Function<Moment, Access>>> work) {
    long since = System.nanoTime();
    Outcome outcome;
    try {
      outcome = session.run(scope -> new Outcome(scope.view().seq(), work.apply(scope)));
    } catch (OmnigraphException e) {
      requireConflict(e);
      rollback();
      return false;
    }
    int number = accesses.isEmpty() ? 1 : accesses.get(accesses.size() - 1).moment().number() + 1;
    Moment moment = new Moment(number, since, System.nanoTime(), outcome.snapshot());
    outcome.accesses().forEach(access -> accesses.add(access.apply(moment)));
    return true;
  }

  /** Nothing else may be told. */
  private void requireConflict(OmnigraphException e) {
    if (e.code().category() != ErrorCategory.RETRY) {
      throw e;
    }
    conflicts++;
  }

  void rollback() {
    long ending = System.nanoTime();
    session.rollback();
    end(ending, false, Optional.empty());
  }

  boolean commit() {
    Optional<String> before = session.lastCommit();
    long ending = System.nanoTime();
    try {
      session.commit();
    } catch (OmnigraphException e) {
      requireConflict(e);
      end(ending, false, Optional.empty());
      return false;
    }
    end(ending, true, session.lastCommit().filter(id -> !before.equals(Optional.of(id))));
    return true;
  }

  private void end(long ending, boolean committed, Optional<String> commit) {
    String id = name + (ended.size() + 1);
    ended.add(
        new Ended(
            new Recorded(id, begin, ending, System.nanoTime(), committed, 0, accesses), commit));
  }

  /**
   * @param numbers by commit
   */
  List<Recorded> recorded(Map<String, Long> numbers) {
    List<Recorded> result = new ArrayList<>();
    for (Ended one : ended) {
      result.add(one.transaction().numbered(one.commit().map(numbers::get).orElse(0L)));
    }
    return result;
  }

  @Override
  public void close() {
    session.close();
  }
}
