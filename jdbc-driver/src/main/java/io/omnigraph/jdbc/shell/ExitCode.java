package io.omnigraph.jdbc.shell;

/** What the process tells its caller. */
enum ExitCode {
  OK(0),
  SQL_ERROR(1),
  USAGE(2),
  CANNOT_CONNECT(3);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
