package io.omnigraph.engine.isolation;

import io.omnigraph.engine.isolation.Access.Moment;
import io.omnigraph.engine.isolation.Access.Read;
import io.omnigraph.engine.isolation.Access.Scan;
import io.omnigraph.engine.isolation.Access.Write;
import io.omnigraph.engine.isolation.HistoryChecker.Finding;
import io.omnigraph.engine.session.Session.Isolation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one transaction saw, whether it committed or not. */
final class ReadChecker {
  /**
   * @param version as resolved
   */
  private record Seen(long version, boolean byScan, int statement) {}

  private final History history;
  private final Isolation level;
  private final Recorded transaction;
  private final List<Finding> findings;
  private final Map<String, Long> own = new HashMap<>();

  /** Keys under which it has inserted a row where there was none. */
  private final Set<String> inserted = new HashSet<>();

  private final Map<String, Seen> seen = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  ReadChecker(History history, Isolation level, Recorded transaction, List<Finding> findings) {
    this.history = history;
    this.level = level;
    this.transaction = transaction;
    this.findings = findings;
  }

  void check() {
    for (Access access : transaction.accesses()) {
      if (access instanceof Read read) {
        read(read.moment(), read.key(), read.version(), false);
      } else if (access instanceof Scan scan) {
        scan.asked().forEach(key -> read(scan.moment(), key, scan.version(key), true));
        scan.found().keySet().stream()
            .filter(key -> !scan.asked().contains(key))
            .forEach(key -> add(Anomaly.ABORTED_READ, key, null));
      } else {
        write((Write) access);
      }
    }
  }

  private void read(Moment moment, String key, long read, boolean byScan) {
    if (own.containsKey(key)) {
      if (Math.max(own.get(key), Access.ABSENT) != read) {
        add(Anomaly.READ_YOUR_WRITES, key, history.writer(read));
      }
      return;
    }
    long version = history.resolve(key, read, moment.snapshot());
    if (checkWriter(moment, key, version)) {
      checkAgain(key, version, byScan);
      checkAge(moment, key, version);
    }
    seen.put(key, new Seen(version, byScan, moment.number()));
  }

  private boolean checkWriter(Moment moment, String key, long version) {
    Recorded writer = history.writer(version);
    if (writer == null ? version != Access.ABSENT : !writer.committed()) {
      add(Anomaly.ABORTED_READ, key, writer);
    } else if (writer != null && writer.lastWrites().get(key) != version) {
      add(Anomaly.INTERMEDIATE_READ, key, writer);
    } else if (writer != null && moment.end() < writer.ending()) {
      add(Anomaly.DIRTY_READ, key, writer);
    } else {
      return true;
    }
    return false;
  }

  private void checkAgain(String key, long version, boolean byScan) {
    Seen before = seen.get(key);
    if (before == null || before.version() == version) {
      return;
    }
    boolean appeared = (before.version() > 0) != (version > 0);
    boolean phantom = appeared && byScan && before.byScan();
    Recorded writer = history.writer(version);
    add(
        phantom ? Anomaly.PHANTOM : Anomaly.NON_REPEATABLE_READ,
        key,
        writer == null ? history.writer(before.version()) : writer);
  }

  /** What was acknowledged before the transaction, or its statement, must be there. */
  private void checkAge(Moment moment, String key, long version) {
    long since = level == Isolation.READ_COMMITTED ? moment.begin() : transaction.begin();
    Long next = history.next(key, version);
    Recorded writer = next == null ? null : history.writer(next);
    if (writer != null && !writer.equals(transaction) && writer.end() < since) {
      add(Anomaly.STALE_SNAPSHOT, key, writer);
    }
  }

  private void write(Write write) {
    String key = write.key();
    if (isOwnRowGone(write)) {
      own.remove(key);
      return;
    }
    Seen before = seen.get(key);
    boolean first = own.put(key, write.version()) == null;
    if (!first || !transaction.committed() || before == null) {
      return;
    }
    // A value of an earlier statement may be old at READ COMMITTED, one of this statement may not.
    if (level == Isolation.READ_COMMITTED && before.statement() != write.moment().number()) {
      return;
    }
    long last = transaction.lastWrites().get(key);
    List<Long> order = history.order(key);
    int at = order.indexOf(last);
    if (at < 1) {
      return; // deleted again what it had inserted
    }
    long replaced = order.get(at - 1);
    boolean nothingLost = replaced <= 0 && before.version() <= 0;
    if (replaced != before.version() && !nothingLost) {
      add(Anomaly.LOST_UPDATE, key, history.writer(replaced));
    }
  }

  /**
   * Deleted again what it had inserted, it has changed nothing: a later statement at READ COMMITTED
   * may see what somebody else has committed under that key meanwhile.
   */
  private boolean isOwnRowGone(Write write) {
    if (write.insert() && !own.containsKey(write.key())) {
      inserted.add(write.key());
    }
    return level == Isolation.READ_COMMITTED
        && write.version() < Access.ABSENT
        && inserted.remove(write.key());
  }

  private void add(Anomaly anomaly, String key, Recorded other) {
    if (anomaly.isForbidden(level) && told.add(key)) {
      findings.add(
          new Finding(
              anomaly, key, other == null ? List.of(transaction) : List.of(transaction, other)));
    }
  }
}
