package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import java.util.List;

/**
 * One aggregate function of an {@link AggregateNode}.
 *
 * @param args input columns; those of WITHIN GROUP's order follow the {@code plainArgs} real ones
 * @param filter input column of the FILTER condition, -1 = none
 * @param literal of LITERAL_AGG, in boxed memory form
 * @param order of WITHIN GROUP; columns count in {@code args}
 */
public record AggregateCall(
    String function,
    List<Integer> args,
    int plainArgs,
    List<VectorType> argTypes,
    boolean distinct,
    int filter,
    List<SortKey> order,
    VectorType type,
    Object literal) {
  /** A constant that Calcite computes as if it were an aggregate. */
  public static AggregateCall literal(Object boxed, VectorType type) {
    return new AggregateCall(
        "LITERAL_AGG", List.of(), 0, List.of(), false, -1, List.of(), type, boxed);
  }

  /** Whether there is an implementation; else the plan falls back. */
  public static boolean isKnown(String function) {
    return Accumulators.knows(function);
  }

  String text() {
    return function
        + "("
        + (distinct ? "DISTINCT " : "")
        + args.stream().map(a -> "$" + a).collect(java.util.stream.Collectors.joining(", "))
        + ")"
        + (filter < 0 ? "" : " FILTER $" + filter);
  }
}
