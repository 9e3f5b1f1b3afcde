package io.omnigraph.jdbc.script;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import net.hydromatic.quidem.Command;
import net.hydromatic.quidem.CommandHandler;

/**
 * {@code !fails}: the statement before it fails, with the SQLState and the message that stand
 * between. Quidem's own {@code !error} runs queries only and looks for its text anywhere in a stack
 * trace.
 */
record FailsCommand(List<String> lines) implements Command {
  static final CommandHandler HANDLER =
      (lines, content, line) -> line.equals("fails") ? new FailsCommand(List.copyOf(lines)) : null;

  @Override
  public String describe(Context context) {
    return "!fails";
  }

  @Override
  public void execute(Context context, boolean execute) throws Exception {
    List<String> shown = new ArrayList<>();
    try (Statement statement = context.connection().createStatement()) {
      statement.execute(context.previousSqlCommand().sql);
      shown.add("It did not fail.");
    } catch (SQLException e) {
      shown.add(e.getSQLState() + " " + e.getMessage());
    }
    shown.add("");
    context.echo(shown);
    context.echo(lines);
  }
}
