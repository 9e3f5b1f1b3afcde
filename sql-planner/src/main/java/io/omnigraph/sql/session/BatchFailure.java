package io.omnigraph.sql.session;

import io.omnigraph.storage.error.OmnigraphException;
import java.io.Serial;

/** A batch in which one entry was bad. */
public final class BatchFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int index;

  public BatchFailure(int index, OmnigraphException cause) {
    super(cause.getMessage(), cause);
    this.index = index;
  }

  /** Position of the bad entry, from 0. */
  public int index() {
    return index;
  }

  public OmnigraphException error() {
    return (OmnigraphException) getCause();
  }
}
