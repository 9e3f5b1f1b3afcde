package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.IntColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects matches and gives their columns, in stored form, a batch at a time. */
final class MatchOutput {
  private final int size;
  private final Source[] sources;
  private int count;

  /** The values of one column for the matches of a batch. */
  private interface Source {
    /** Notes the present match as row {@code row}. */
    void note(int row);

    Column column(int rows);
  }

  /**
   * @param size most rows of a batch
   */
  MatchOutput(MatchInput input, Bindings bindings, int size) {
    this.size = size;
    List<MatchColumn> columns = input.spec().columns();
    this.sources = new Source[columns.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] =
          input.spec().needed().get(i)
              ? source(columns.get(i), input, bindings)
              : new Unneeded(layout(columns.get(i), input));
    }
  }

  private Source source(MatchColumn column, MatchInput input, Bindings bindings) {
    if (column instanceof MatchColumn.NodeProperty p) {
      List<Integer> tables = input.pattern().nodes().get(p.node()).tables();
      return new Property(input.nodes(), tables, bindings.nodes, p.node(), p.property());
    }
    if (column instanceof MatchColumn.EdgeProperty p) {
      List<Integer> tables = tables(input.pattern().edges().get(p.edge()));
      return new Property(input.edges(), tables, bindings.edges, p.edge(), p.property());
    }
    if (column instanceof MatchColumn.PathLength p) {
      return new Length(input.pattern(), input.pattern().paths().get(p.path()), bindings);
    }
    return new Grouped(new GroupValue((MatchColumn.Group) column, input, bindings));
  }

  static List<Integer> tables(MatchPattern.Edge edge) {
    return edge.arcs().stream().map(MatchPattern.Arc::edgeTable).distinct().toList();
  }

  /** How the column lies in memory. */
  static Layout layout(MatchColumn column, MatchInput input) {
    if (column instanceof MatchColumn.PathLength) {
      return Layout.INT;
    }
    if (column instanceof MatchColumn.Group group) {
      return GroupValue.layout(group, input);
    }
    boolean node = column instanceof MatchColumn.NodeProperty;
    NumberSpace space = node ? input.nodes() : input.edges();
    String property =
        column instanceof MatchColumn.NodeProperty p
            ? p.property()
            : ((MatchColumn.EdgeProperty) column).property();
    List<Integer> tables =
        column instanceof MatchColumn.NodeProperty p
            ? input.pattern().nodes().get(p.node()).tables()
            : tables(input.pattern().edges().get(((MatchColumn.EdgeProperty) column).edge()));
    return layout(space, tables, property);
  }

  static Layout layout(NumberSpace space, List<Integer> tables, String property) {
    for (int table : tables) {
      TableType type = space.table(table).type();
      int ordinal = type.columnIndex(property);
      if (ordinal >= 0) {
        return type.columns().get(ordinal).type().stored().layout();
      }
    }
    throw new IllegalStateException("no table has " + property);
  }

  /** Takes the present match. */
  void add() {
    for (Source source : sources) {
      source.note(count);
    }
    count++;
  }

  boolean isFull() {
    return count == size;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The matches taken, and starts anew. */
  ColumnBatch take() {
    Column[] columns = new Column[sources.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = sources[i].column(count);
    }
    ColumnBatch batch = new ColumnBatch(columns, 0, count, null);
    count = 0;
    return batch;
  }

  /** A column that nobody reads. */
  private record Unneeded(Layout layout) implements Source {
    @Override
    public void note(int row) {}

    @Override
    public Column column(int rows) {
      return Columns.nulls(layout, rows);
    }
  }

  /** A property of the elements bound at one place, gathered when the batch is complete. */
  private final class Property implements Source {
    private final NumberSpace space;
    private final List<Integer> tables;
    private final int[] place;
    private final int index;
    private final String property;
    private final int[] numbers = new int[size];

    Property(NumberSpace space, List<Integer> tables, int[] place, int index, String property) {
      this.space = space;
      this.tables = tables;
      this.place = place;
      this.index = index;
      this.property = property;
    }

    @Override
    public void note(int row) {
      numbers[row] = place[index];
    }

    @Override
    public Column column(int rows) {
      return tables.size() == 1 ? gathered(tables.get(0), rows) : mixed(rows);
    }

    private Column gathered(int table, int rows) {
      TableView view = space.table(table);
      int base = space.base(table);
      int[] rowNumbers = new int[rows];
      for (int i = 0; i < rows; i++) {
        rowNumbers[i] = numbers[i] - base;
      }
      int[] ordinal = {view.type().columnIndex(property)};
      return Columns.compact(view.gather(rowNumbers, rows, ordinal), 0);
    }

    /** NULL where the element's type lacks the property. */
    private Column mixed(int rows) {
      ColumnBuilder out = ColumnBuilder.of(layout(space, tables, property), rows);
      Column[] columns = new Column[space.size()];
      for (int table : tables) {
        int ordinal = space.table(table).type().columnIndex(property);
        columns[table] = ordinal < 0 ? null : space.table(table).column(ordinal);
      }
      for (int i = 0; i < rows; i++) {
        int table = space.tableOf(numbers[i]);
        if (columns[table] == null) {
          out.appendNull();
        } else {
          out.append(columns[table], numbers[i] - space.base(table));
        }
      }
      return out.build();
    }
  }

  /** Edges of a path. */
  private final class Length implements Source {
    private final MatchPattern pattern;
    private final MatchPattern.Path path;
    private final Bindings bindings;
    private final int[] lengths = new int[size];

    Length(MatchPattern pattern, MatchPattern.Path path, Bindings bindings) {
      this.pattern = pattern;
      this.path = path;
      this.bindings = bindings;
    }

    @Override
    public void note(int row) {
      int length = 0;
      for (int edge : path.edges()) {
        boolean repeats = pattern.repeats(pattern.edges().get(edge));
        length += repeats ? bindings.walks[edge].length : 1;
      }
      lengths[row] = length;
    }

    @Override
    public Column column(int rows) {
      return new IntColumn(Arrays.copyOf(lengths, rows), null);
    }
  }

  /** An aggregate over a walk, computed at once because the walk is overwritten. */
  private static final class Grouped implements Source {
    private final GroupValue value;
    private final List<Object> values = new ArrayList<>();

    Grouped(GroupValue value) {
      this.value = value;
    }

    @Override
    public void note(int row) {
      values.add(value.get());
    }

    @Override
    public Column column(int rows) {
      ColumnBuilder out = ColumnBuilder.of(value.layout(), rows);
      for (Object boxed : values) {
        if (boxed == null) {
          out.appendNull();
        } else {
          out.appendBoxed(boxed);
        }
      }
      values.clear();
      return out.build();
    }
  }
}
