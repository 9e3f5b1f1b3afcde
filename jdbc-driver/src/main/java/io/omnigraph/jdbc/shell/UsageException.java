package io.omnigraph.jdbc.shell;

import java.io.Serial;

/** A command or an option was not understood; the message says what is right. */
final class UsageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
