package io.omnigraph.sql.statement;

import io.omnigraph.engine.session.Session.SavepointId;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;

/**
 * Savepoints by the names that SQL gave them, oldest first. A name may be used again: the newest
 * one counts, and releasing it brings back the older.
 */
final class NamedMarks {
  private record Mark(String name, SavepointId id) {}

  private final List<Mark> marks = new ArrayList<>();

  void add(String name, SavepointId id) {
    marks.add(new Mark(name, id));
  }

  /**
   * @throws OmnigraphException SAVEPOINT_NOT_FOUND
   */
  SavepointId find(String name) {
    return marks.get(position(name)).id();
  }

  /** What came after the savepoint is gone; itself stays. */
  void rolledBackTo(String name) {
    int position = position(name);
    marks.subList(position + 1, marks.size()).clear();
  }

  /** The savepoint and what came after it are gone. */
  void released(String name) {
    int position = position(name);
    marks.subList(position, marks.size()).clear();
  }

  void clear() {
    marks.clear();
  }

  private int position(String name) {
    for (int i = marks.size() - 1; i >= 0; i--) {
      if (marks.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw new OmnigraphException(ErrorCode.SAVEPOINT_NOT_FOUND, "\"" + name + "\"");
  }
}
