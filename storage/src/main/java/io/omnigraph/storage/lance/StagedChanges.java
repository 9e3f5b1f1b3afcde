package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.TableChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.FragmentMetadata;
import org.lance.fragment.RowIdMeta;
import org.lance.operation.Append;
import org.lance.operation.Delete;
import org.lance.operation.Operation;
import org.lance.operation.Overwrite;
import org.lance.operation.Update;

/**
 * Turns a change into the one Lance operation that makes it, with all files staged. Small fragments
 * are merged along with it, see {@link FragmentTiers}.
 */
final class StagedChanges {
  private final OpenTable table;
  private final FragmentTiers tiers;

  StagedChanges(OpenTable table, FragmentTiers tiers) {
    this.table = table;
    this.tiers = tiers;
  }

  record Staged(Operation operation, long rowCountAfter, StagedFiles files) {}

  Staged stage(TableChange change) {
    check(change);
    StagedFiles files = new StagedFiles();
    Operation operation = operation(change, files);
    long inserted = change.inserted().stream().mapToLong(StagedRows::rowCount).sum();
    long kept = change.overwrite() ? 0 : table.rowCount() - change.deleted().length;
    return new Staged(operation, kept + inserted, files);
  }

  private Operation operation(TableChange change, StagedFiles files) {
    List<FragmentMetadata> inserted = fragments(table.files(), change.inserted(), files);
    if (change.overwrite()) {
      return overwrite(table.arrowSchema(), inserted);
    }
    long[] gone = merge(change.deleted(), change.replaced());
    CarriedRows carried = CarriedRows.of(table, tiers, gone);
    return gone.length == 0 && carried.isEmpty() && !inserted.isEmpty()
        ? Append.builder().fragments(inserted).build()
        : update(change, gone, carried, inserted, files);
  }

  static Operation overwrite(Schema schema, List<FragmentMetadata> fragments) {
    return Overwrite.builder().fragments(fragments).schema(schema).build();
  }

  static List<FragmentMetadata> fragments(
      TableFiles files, List<StagedRows> staged, StagedFiles toSync) {
    List<FragmentMetadata> fragments = new ArrayList<>();
    for (StagedRows rows : staged) {
      LanceStagedRows own = (LanceStagedRows) rows;
      if (!own.files().directory().equals(files.directory())) {
        throw new OmnigraphException(
            ErrorCode.INTERNAL,
            "rows staged for " + own.files().directory() + " used for " + files.directory());
      }
      if (own.isCommitted()) {
        throw new OmnigraphException(
            ErrorCode.INTERNAL, "rows staged once cannot be committed twice");
      }
      own.addTo(toSync);
      fragments.addAll(own.fragments());
    }
    return fragments;
  }

  @SuppressWarnings("ReferenceEquality") // NOTHING is said by its name, an empty change is not
  private void check(TableChange change) {
    int touched = change.deleted().length + change.replaced().length;
    int replacements = change.replacements() == null ? 0 : change.replacements().rowCount();
    if (change.replaced().length != replacements) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL,
          change.replaced().length + " rows to replace, " + replacements + " replacements");
    }
    if (change.overwrite() && touched > 0) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "an overwrite with deletions");
    }
    if (change != TableChange.NOTHING
        && !change.overwrite()
        && touched == 0
        && change.inserted().stream().allMatch(rows -> rows.rowCount() == 0)) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "a change of " + table.describe() + " that changes nothing");
    }
  }

  private Operation update(
      TableChange change,
      long[] gone,
      CarriedRows carried,
      List<FragmentMetadata> inserted,
      StagedFiles files) {
    long[] deleted =
        carried.isEmpty()
            ? gone
            : Arrays.stream(gone).filter(a -> !carried.contains((int) (a >>> 32))).toArray();
    StagedDeletions deletions = deletions(deleted, files);
    if (change.replaced().length == 0 && inserted.isEmpty() && carried.isEmpty()) {
      return Delete.builder()
          .updatedFragments(deletions.changed())
          .deletedFragmentIds(deletions.emptied())
          .predicate("rows by address")
          .build();
    }
    List<FragmentMetadata> changed = new ArrayList<>(deletions.changed());
    List<Long> removed = new ArrayList<>(deletions.emptied());
    if (!carried.isEmpty()) {
      changed.add(carried.write(gone, files));
      removed.addAll(carried.removed());
    }
    List<FragmentMetadata> added = new ArrayList<>(replacements(change, files));
    added.addAll(inserted);
    return Update.builder()
        .updatedFragments(changed)
        .removedFragmentIds(removed)
        .newFragments(added)
        // Despite its name: the fields whose values changed. Without it indexes would answer wrong.
        .fieldsForPreservingFragBitmap(
            Arrays.stream(table.fieldIds()).mapToLong(id -> id).toArray())
        .updateMode(Optional.of(Update.UpdateMode.RewriteRows))
        .build();
  }

  private StagedDeletions deletions(long[] addresses, StagedFiles files) {
    StagedDeletions deletions;
    try {
      deletions = StagedDeletions.of(table, addresses);
    } catch (RuntimeException e) {
      throw LanceFailures.exception(table.describe(), e);
    }
    files.add(table.files().deletions(), deletions.files());
    return deletions;
  }

  private static long[] merge(long[] first, long[] second) {
    long[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    Arrays.sort(all);
    return all;
  }

  /** New values of old rows: their fragments carry the old rows' ids. */
  private List<FragmentMetadata> replacements(TableChange change, StagedFiles files) {
    if (change.replaced().length == 0) {
      return List.of();
    }
    long[] ids = rowIds(change.replaced());
    List<FragmentMetadata> fragments = new ArrayList<>();
    int at = 0;
    for (FragmentMetadata fragment : write(table, List.of(change.replacements()), files)) {
      int end = at + Math.toIntExact(fragment.getPhysicalRows());
      fragments.add(
          new FragmentMetadata(
              fragment.getId(),
              fragment.getFiles(),
              fragment.getPhysicalRows(),
              null,
              RowIdMeta.fromRowIds(Arrays.copyOfRange(ids, at, end))));
      at = end;
    }
    return fragments;
  }

  static List<FragmentMetadata> write(OpenTable table, List<ColumnBatch> rows, StagedFiles files) {
    try (LanceRowStager stager = new LanceRowStager(table)) {
      rows.forEach(stager::write);
      LanceStagedRows staged = (LanceStagedRows) stager.finish();
      staged.addTo(files);
      return staged.fragments();
    }
  }

  private long[] rowIds(long[] addresses) {
    Map<Integer, LanceFragment> fragments = new HashMap<>();
    table.fragments().forEach(fragment -> fragments.put(fragment.id(), fragment));
    long[] ids = new long[addresses.length];
    int fragmentId = -1;
    long[] column = null;
    for (int i = 0; i < addresses.length; i++) {
      int id = (int) (addresses[i] >>> 32);
      if (id != fragmentId) {
        fragmentId = id;
        column = ((LongColumn) fragments.get(id).column(ScanSpec.ROW_ID)).values();
      }
      ids[i] = column[(int) addresses[i]];
    }
    return ids;
  }
}
