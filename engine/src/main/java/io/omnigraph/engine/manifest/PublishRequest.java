package io.omnigraph.engine.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One compare-and-swap on a branch of the manifest.
 *
 * @param expectations pins that must still hold, by table id; a table absent from the manifest has
 *     version 0
 * @param expectHead commit id that the head must have
 * @param lineage null only when nothing is to be written
 */
public record PublishRequest(
    String branch,
    List<ManifestOp> ops,
    Map<Long, Expectation> expectations,
    Optional<String> expectHead,
    Lineage lineage) {
  public PublishRequest {
    ops = List.copyOf(ops);
    expectations = Map.copyOf(expectations);
  }

  /** The pin that a writer saw. */
  public record Expectation(String tableKey, long version, String branch) {}
}
