package io.omnigraph.jdbc.shell;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The program behind {@code java -jar}. */
public final class Shell {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  Shell(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Runs the shell and ends the JVM with an exit code, see {@link ExitCode}. */
  public static void main(String[] args) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    ExitCode code = new Shell(new FileInputStream(FileDescriptor.in), out, err).run(args);
    out.flush();
    err.flush();
    System.exit(code.number());
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  ExitCode run(String... args) {
    ShellOptions options;
    try {
      options = ShellOptions.parse(args);
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.println("Try --help.");
      return ExitCode.USAGE;
    }
    if (options.help()) {
      out.print(ShellOptions.HELP);
      return ExitCode.OK;
    }
    if (options.version()) {
      out.println("omnigraph " + ShellOptions.versionText());
      return ExitCode.OK;
    }
    if (options.check().isPresent()) {
      return check(options);
    }
    return connectAndRun(options);
  }

  private ExitCode check(ShellOptions options) {
    try {
      return DirectoryCheck.run(options.url(), options.check().get(), out);
    } catch (UsageException e) {
      err.println(e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private ExitCode connectAndRun(ShellOptions options) {
    Connection connection;
    try {
      connection = DriverManager.getConnection(options.url());
    } catch (SQLException e) {
      ErrorText.print(err, e);
      return ExitCode.CANNOT_CONNECT;
    }
    try (connection) {
      boolean interactive = options.inputs().isEmpty() && Interactive.possible();
      return interactive
          ? new Interactive(connection, options, Interactive.historyFile()).run()
          : new Script(connection, options, in, out, err).run();
    } catch (SQLException e) {
      ErrorText.print(err, e);
      return ExitCode.SQL_ERROR;
    }
  }
}
