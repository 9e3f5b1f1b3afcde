package io.omnigraph.jdbc.kill;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one commit does.
 *
 * @param branch that it works on
 * @param way {@code tx}: one statement an effect, then commit; {@code auto}: one autocommit
 *     statement; {@code append}, {@code merge}: one COPY of items
 */
record Operation(String branch, String way, List<Effect> effects) {
  static Operation parse(String text) {
    String[] parts = text.split(" ", 3);
    List<Effect> effects =
        Arrays.stream(parts[2].split(";")).map(String::strip).map(Effect::parse).toList();
    return new Operation(parts[0], parts[1], effects);
  }

  @Override
  public String toString() {
    return branch
        + " "
        + way
        + " "
        + effects.stream().map(Effect::toString).collect(Collectors.joining(";"));
  }
}
