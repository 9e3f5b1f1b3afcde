package io.omnigraph.engine.isolation;

import io.omnigraph.engine.isolation.Access.Write;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One transaction of a history.
 *
 * @param begin before its first statement, on the clock of all
 * @param ending when commit or rollback was called
 * @param end when that had returned
 * @param committed whether it was acknowledged
 * @param number of its commit, ascending; 0 = it wrote nothing or did not commit
 */
record Recorded(
    String name,
    long begin,
    long ending,
    long end,
    boolean committed,
    long number,
    List<Access> accesses) {

  Recorded numbered(long commit) {
    return new Recorded(name, begin, ending, end, committed, commit, accesses);
  }

  /** The last version a key, in order of first writes. */
  Map<String, Long> lastWrites() {
    Map<String, Long> last = new LinkedHashMap<>();
    for (Access access : accesses) {
      if (access instanceof Write write) {
        last.put(write.key(), write.version());
      }
    }
    return last;
  }

  /** What its commit changes: a row that it inserted and deleted again is not among it. */
  Map<String, Long> installs() {
    Map<String, Long> installs = lastWrites();
    Set<String> touched = new HashSet<>();
    for (Access access : accesses) {
      if (access instanceof Write write
          && touched.add(write.key())
          && write.insert()
          && installs.get(write.key()) < 0) {
        installs.remove(write.key());
      }
    }
    return installs;
  }

  @Override
  public String toString() {
    return name + (committed ? " commits as " + number : " does not commit") + " " + accesses;
  }
}
