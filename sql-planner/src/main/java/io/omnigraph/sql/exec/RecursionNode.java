package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;
import java.util.List;

/**
 * WITH RECURSIVE: the seed, then the step over the rows that the round before gave, until a round
 * gives none. Rounds run as their rows are wanted, so that a LIMIT above ends an endless one.
 *
 * @param name of the working table; {@link WorkingTableNode} reads it
 * @param all UNION ALL; else a row that was there before is dropped
 */
public record RecursionNode(
    PlanNode seed, PlanNode step, String name, boolean all, List<VectorType> types)
    implements PlanNode {
  // Each round gives a row at least: a recursion this deep is one that does not end.
  private static final int MOST_ROUNDS = 1_000_000;

  @Override
  public List<PlanNode> inputs() {
    return List.of(seed, step);
  }

  @Override
  public BatchCursor open(Execution execution) {
    return new Rounds(execution);
  }

  @Override
  public String describe() {
    return "Recursion(" + name + (all ? ", all)" : ", distinct)");
  }

  private final class Rounds implements BatchCursor {
    private final Execution execution;
    private final GroupTable seen =
        new GroupTable(types.stream().map(VectorType::layout).toArray(Layout[]::new));
    private int round;
    private ColumnBatch fresh;
    private BatchCursor rows;

    Rounds(Execution execution) {
      this.execution = execution;
    }

    @Override
    public ColumnBatch next() {
      while (true) {
        if (rows == null) {
          if (round > 0 && fresh.rowCount() == 0) {
            return null;
          }
          fresh = run();
          rows = RowBuffer.stream(fresh, execution);
        }
        ColumnBatch batch = rows.next();
        if (batch != null) {
          return batch;
        }
        rows = null;
      }
    }

    private ColumnBatch run() {
      execution.checkpoint();
      if (round++ == 0) {
        return news(seed);
      }
      if (round > MOST_ROUNDS) {
        throw new OmnigraphException(
            ErrorCode.LIMIT_EXCEEDED,
            "WITH RECURSIVE %s did not end after %d rounds. Bound it in the step's WHERE."
                .formatted(name, MOST_ROUNDS));
      }
      // Set again each round: a nested run of the same recursion has its own rows.
      Object outer = execution.shared().put(WorkingTableNode.key(name), fresh);
      try {
        return news(step);
      } finally {
        execution.shared().put(WorkingTableNode.key(name), outer);
      }
    }

    private ColumnBatch news(PlanNode input) {
      RowBuffer buffer = new RowBuffer(types);
      try (BatchCursor cursor = input.open(execution)) {
        for (ColumnBatch batch; (batch = cursor.next()) != null; ) {
          execution.checkpoint();
          buffer.add(all ? batch : unseen(Columns.compact(batch)));
        }
      }
      return buffer.batch();
    }

    /** Groups are numbered as they appear, so a row is new when its number is the next one. */
    private ColumnBatch unseen(ColumnBatch batch) {
      int next = seen.groups();
      int[] groups = new int[batch.rowCount()];
      seen.assign(batch.columns(), batch.rowCount(), groups);
      int[] picked = new int[groups.length];
      int count = 0;
      for (int row = 0; row < groups.length; row++) {
        if (groups[row] == next) {
          picked[count++] = row;
          next++;
        }
      }
      return new ColumnBatch(batch.columns(), 0, count, Arrays.copyOf(picked, count));
    }

    @Override
    public void close() {
      if (rows != null) {
        rows.close();
      }
    }
  }
}
