package io.omnigraph.sql.statement;

import io.omnigraph.sql.catalog.SystemTable;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.types.VectorType;
import java.util.List;
import java.util.function.Function;

/**
 * A procedure of the schema {@code omnigraph}: gives rows.
 *
 * @param remarks what it does, in a sentence
 * @param columns of its rows
 * @param body from an execution whose parameters are the arguments, in declared order and in the
 *     boxed memory form of their types
 */
record SystemProcedure(
    String name,
    String remarks,
    List<Argument> arguments,
    List<SystemTable.Column> columns,
    Function<Execution, List<Object[]>> body) {
  SystemProcedure {
    arguments = List.copyOf(arguments);
    columns = List.copyOf(columns);
  }

  /**
   * @param byDefault value of an argument that is left out, as a literal's
   */
  record Argument(String name, VectorType type, Object byDefault) {}

  /** Position of an argument by its name without regard to case, or -1. */
  int position(String argument) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).name().equalsIgnoreCase(argument)) {
        return i;
      }
    }
    return -1;
  }
}
