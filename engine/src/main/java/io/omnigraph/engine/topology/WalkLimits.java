package io.omnigraph.engine.topology;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/**
 * Guards against walks without end; they bind where paths are enumerated.
 *
 * @param maxLength edges of one path
 * @param maxPaths paths of one statement
 */
public record WalkLimits(int maxLength, long maxPaths) {
  public static final WalkLimits DEFAULT = new WalkLimits(64, 1_000_000);

  OmnigraphException tooLong() {
    return new OmnigraphException(
        ErrorCode.LIMIT_EXCEEDED,
        "A path has more than "
            + maxLength
            + " edges (omnigraph.path.max_length). Bound the quantifier, or use ANY SHORTEST.");
  }

  OmnigraphException tooMany() {
    return new OmnigraphException(
        ErrorCode.LIMIT_EXCEEDED,
        "The pattern has more than "
            + maxPaths
            + " paths (omnigraph.path.max_paths). Bound the quantifier, filter its ends, or use"
            + " ANY SHORTEST.");
  }
}
