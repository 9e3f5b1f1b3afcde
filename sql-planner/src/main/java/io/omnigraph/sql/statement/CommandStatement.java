package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.sql.parser.Command;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql.Kind;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;

/** Everything that is neither query nor DML. */
record CommandStatement(Command command) implements StatementPlan {
  private static final SqlResult DONE =
      new SqlResult(Optional.empty(), 0, Optional.empty(), List.of());

  @Override
  public Kind kind() {
    if (command instanceof Command.Copy || command instanceof Command.LoadGraph) {
      return Kind.UPDATE;
    }
    return columns().isEmpty() ? Kind.COMMAND : Kind.QUERY;
  }

  @Override
  public boolean repeatable() {
    if (command instanceof Command.Copy copy) {
      return BulkLoads.repeatable(copy.options());
    }
    if (command instanceof Command.LoadGraph load) {
      return BulkLoads.repeatable(load.options());
    }
    return kind() == Kind.QUERY;
  }

  @Override
  public List<SqlColumn> columns() {
    if (command instanceof Command.ShowSchema) {
      return List.of(TextRows.column("schema_text"));
    }
    if (command instanceof Command.ShowCreateTable) {
      return List.of(TextRows.column("table_name"), TextRows.column("ddl"));
    }
    if (command instanceof Command.ShowBranches) {
      return List.of(TextRows.column("branch"), TextRows.column("head"));
    }
    return List.of();
  }

  @Override
  public List<VectorType> parameters() {
    return file() instanceof SqlDynamicParam ? List.of(VectorType.VARCHAR) : List.of();
  }

  private SqlNode file() {
    if (command instanceof Command.Copy copy) {
      return copy.file();
    }
    return command instanceof Command.LoadGraph load ? load.file() : null;
  }

  @Override
  public SqlResult execute(EngineSession session, Object[] parameters, ExecutionOptions options) {
    if (command instanceof Command.Copy copy) {
      return BulkLoads.copy(copy, parameters, session);
    }
    if (command instanceof Command.LoadGraph load) {
      return BulkLoads.load(load, parameters, session);
    }
    if (command instanceof Command.ShowSchema
        || command instanceof Command.ShowBranches
        || command instanceof Command.ShowCreateTable) {
      return show(session);
    }
    if (!transaction(session) && !branch(session)) {
      schema(session);
    }
    return DONE;
  }

  private SqlResult show(EngineSession session) {
    if (command instanceof Command.ShowSchema) {
      String source = session.reading(scope -> scope.view().schema().source());
      return TextRows.of(List.<String[]>of(new String[] {source}), 1);
    }
    if (command instanceof Command.ShowBranches) {
      List<String[]> rows =
          session.engine().facts().branches().stream()
              .map(b -> new String[] {b.name(), b.commitId()})
              .toList();
      return TextRows.of(rows, 2);
    }
    return session.reading(
        scope -> {
          var names = ((Command.ShowCreateTable) command).name().names;
          var type = scope.view().table(names.get(names.size() - 1)).type();
          return TextRows.of(List.<String[]>of(new String[] {type.name(), TableDdl.of(type)}), 2);
        });
  }

  /** Statements of the transaction; false when it is none. */
  private boolean transaction(EngineSession session) {
    Session engine = session.settled();
    if (command instanceof Command.Commit) {
      try {
        engine.commit();
      } finally {
        session.ended();
        session.savepoints().clear();
      }
    } else if (command instanceof Command.Rollback) {
      engine.rollback();
      session.ended();
      session.savepoints().clear();
    } else if (command instanceof Command.SetSavepoint set) {
      session.savepoints().add(set.savepoint(), engine.savepoint());
    } else if (command instanceof Command.RollbackTo to) {
      engine.rollbackTo(session.savepoints().find(to.savepoint()));
      session.savepoints().rolledBackTo(to.savepoint());
    } else if (command instanceof Command.ReleaseSavepoint release) {
      engine.release(session.savepoints().find(release.savepoint()));
      session.savepoints().released(release.savepoint());
    } else if (command instanceof Command.SetTransaction set) {
      modes(session, engine, set);
    } else {
      return false;
    }
    return true;
  }

  private static void modes(EngineSession session, Session engine, Command.SetTransaction set) {
    boolean modes = set.isolation().isPresent() || set.readOnly().isPresent();
    if (engine.inTransaction() && (set.start() || modes)) {
      throw new OmnigraphException(
          ErrorCode.TRANSACTION_ACTIVE, set.start() ? "START TRANSACTION" : "SET TRANSACTION");
    }
    if (set.start() || !engine.autoCommit()) {
      session.begin();
    }
    set.isolation().ifPresent(i -> engine.setIsolation(Isolation.valueOf(i)));
    set.readOnly().ifPresent(engine::setReadOnly);
    set.expectedHead().ifPresent(engine::expectHead);
  }

  /** Branch statements; false when it is none. */
  private boolean branch(EngineSession session) {
    Session engine = session.settled();
    if (command instanceof Command.SetSchema set) {
      engine.useBranch(live(engine, set.branch().getSimple()));
    } else if (command instanceof Command.CreateBranch create) {
      String name = create.name().getSimple();
      if (create.ifNotExists()
          && engine.branches().stream().anyMatch(b -> b.equalsIgnoreCase(name))) {
        return true;
      }
      String from = create.from().map(f -> live(engine, f.getSimple())).orElse(engine.branch());
      engine.createBranch(name, from, create.version().map(CommandStatement::version));
    } else if (command instanceof Command.DropBranch drop) {
      String name = drop.name().getSimple();
      if (drop.ifExists() && engine.branches().stream().noneMatch(b -> b.equalsIgnoreCase(name))) {
        return true;
      }
      engine.dropBranch(live(engine, name));
    } else {
      return false;
    }
    return true;
  }

  private static long version(SqlNode literal) {
    try {
      return Long.parseLong(literal.toString());
    } catch (NumberFormatException e) {
      throw new OmnigraphException(
              ErrorCode.SYNTAX_ERROR, "VERSION " + literal + " is no whole number of a version.")
          .causedBy(e);
    }
  }

  /** The branch's name as it was created; an unknown one stays as written. */
  private static String live(Session engine, String name) {
    return engine.branches().stream()
        .filter(b -> b.equalsIgnoreCase(name))
        .findFirst()
        .orElse(name);
  }

  private void schema(EngineSession session) {
    SchemaEdit edit = edit();
    session.writing(
        scope -> {
          scope.alterSchema(edit);
          return null;
        });
  }

  private SchemaEdit edit() {
    if (command instanceof Command.CreateNode create) {
      return SchemaEdits.node(create);
    }
    if (command instanceof Command.CreateEdge create) {
      return SchemaEdits.edge(create);
    }
    if (command instanceof Command.DropTables drop) {
      List<String> names = drop.names().stream().map(n -> n.names.get(n.names.size() - 1)).toList();
      return new SchemaEdit.Drop(names, drop.ifExists(), drop.cascade());
    }
    if (command instanceof Command.ApplySchema apply) {
      return new SchemaEdit.Replace(apply.file() ? read(apply.textOrFile()) : apply.textOrFile());
    }
    throw EngineSession.unsupported(command.getClass().getSimpleName(), "");
  }

  private static String read(String file) {
    try {
      return Files.readString(BulkLoads.path(file));
    } catch (IOException e) {
      throw new OmnigraphException(ErrorCode.LOAD_FILE_NOT_FOUND, file, e).causedBy(e);
    }
  }
}
