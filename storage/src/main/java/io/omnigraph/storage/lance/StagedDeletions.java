package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lance.FragmentMetadata;
import org.lance.fragment.DeletionFile;

/**
 * Deletes rows by address, staged: each touched fragment gets a new deletion file, or is dropped
 * when nothing is left of it. Lance checks neither fragment nor offset and would count rows that
 * are not there, so we do.
 */
final class StagedDeletions {
  private final OpenTable table;
  private final List<FragmentMetadata> changed = new ArrayList<>();
  private final List<Long> emptied = new ArrayList<>();

  private StagedDeletions(OpenTable table) {
    this.table = table;
  }

  /**
   * @param addresses ascending, without duplicates, each live
   */
  static StagedDeletions of(OpenTable table, long[] addresses) {
    StagedDeletions deletions = new StagedDeletions(table);
    Map<Integer, LanceFragment> fragments = new HashMap<>();
    table.fragments().forEach(fragment -> fragments.put(fragment.id(), fragment));
    for (int from = 0; from < addresses.length; ) {
      int id = (int) (addresses[from] >>> 32);
      int to = from;
      while (to < addresses.length && (int) (addresses[to] >>> 32) == id) {
        to++;
      }
      deletions.delete(fragments.get(id), addresses, from, to);
      from = to;
    }
    return deletions;
  }

  private void delete(LanceFragment fragment, long[] addresses, int from, int to) {
    if (fragment == null) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, table.describe() + " has no fragment of address " + addresses[from]);
    }
    long[] gone = fragment.deletions();
    long[] after = gone == null ? Bits.create(fragment.physicalRows()) : gone.clone();
    Integer[] offsets = new Integer[to - from];
    for (int i = from; i < to; i++) {
      int offset = (int) addresses[i];
      boolean ascending = i == from || addresses[i] > addresses[i - 1];
      if (offset < 0 || offset >= fragment.physicalRows() || Bits.get(gone, offset) || !ascending) {
        throw new OmnigraphException(
            ErrorCode.INTERNAL,
            table.describe() + ": address " + addresses[i] + " is not a live row, or not in order");
      }
      offsets[i - from] = offset;
      Bits.set(after, offset);
    }
    if (offsets.length == fragment.liveRows()) {
      emptied.add((long) fragment.id());
      return;
    }
    fragment.requireSound(); // Lance reads the deletions so far from their file
    FragmentMetadata result =
        table.dataset().getFragment(fragment.id()).deleteRows(Arrays.asList(offsets));
    if (result == null) {
      emptied.add((long) fragment.id());
    } else {
      changed.add(result);
      fragment.rememberDeletions(result.getDeletionFile(), after);
    }
  }

  List<FragmentMetadata> changed() {
    return changed;
  }

  List<Long> emptied() {
    return emptied;
  }

  /** What must be on the disk before a commit names it. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (FragmentMetadata fragment : changed) {
      files.add(
          table.files().deletions().resolve(name(fragment.getId(), fragment.getDeletionFile())));
    }
    return files;
  }

  static String name(int fragment, DeletionFile file) {
    String suffix =
        switch (file.getFileType()) {
          case ARRAY -> ".arrow";
          case BITMAP -> ".bin";
        };
    return fragment
        + "-"
        + Long.toUnsignedString(file.getReadVersion())
        + "-"
        + Long.toUnsignedString(file.getId())
        + suffix;
  }
}
