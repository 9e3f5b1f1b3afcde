// Statements that Calcite's core does not know, or knows in less than we need; tried before its own.
SqlNode OgStatement() :
{
    final Span s;
    Command c;
    SqlNode e;
}
{
    (
        <CREATE> { s = span(); } c = OgCreate()
    |
        <DROP> { s = span(); } c = OgDrop()
    |
        { s = Span.of(); } c = OgApplySchema()
    |
        { s = Span.of(); } c = OgShow()
    |
        { s = Span.of(); } c = OgInsert()
    |
        { s = Span.of(); } c = OgUpdate()
    |
        { s = Span.of(); } c = OgDelete()
    |
        { s = Span.of(); } c = OgMerge()
    |
        { s = Span.of(); } c = OgTransaction()
    |
        { s = Span.of(); } c = OgBulk()
    |
        <CALL> { s = span(); } c = OgCall()
    |
        <TRUNCATE> { s = span(); } [ LOOKAHEAD(1) <TABLE> ] e = CompoundIdentifier() { c = new Command.Truncate((SqlIdentifier) e); }
    |
        <EXPLAIN> { s = span(); } [ <PLAN> <FOR> ] e = SqlStmt() { c = new Command.Explain(e); }
    |
        <ALTER> { s = span(); } <TABLE> { Commands.unsupported("ALTER TABLE"); c = null; }
    |
        <COMMENT> { s = span(); } <ON> { Commands.unsupported("COMMENT ON"); c = null; }
    )
    { return new SqlCommand(s.end(this), c); }
}

Command OgCall() :
{
    final SqlIdentifier procedure;
    final List<Command.Argument> arguments = new ArrayList<Command.Argument>();
}
{
    procedure = CompoundIdentifier()
    <LPAREN> [ OgArgument(arguments) ( <COMMA> OgArgument(arguments) )* ] <RPAREN>
    { return new Command.Call(procedure, arguments); }
}

void OgArgument(List<Command.Argument> arguments) :
{
    SqlIdentifier name = null;
    final SqlNode value;
}
{
    [ LOOKAHEAD(2) name = SimpleIdentifier() <NAMED_ARGUMENT_ASSIGNMENT> ]
    ( value = DynamicParam() | value = Literal() )
    { arguments.add(Commands.argument(name, value)); }
}

Command OgTransaction() :
{
    SqlIdentifier name = null;
    SqlNode e;
}
{
    LOOKAHEAD(2)
    <SET> <SCHEMA> ( name = SimpleIdentifier() | e = StringLiteral() { name = new SqlIdentifier(Commands.text(e), getPos()); } )
    { return new Command.SetSchema(name); }
|
    LOOKAHEAD(2)
    <SET> <TRANSACTION> { return OgTransactionModes(false); }
|
    <COMMIT> [ <WORK> ] { return new Command.Commit(); }
|
    <ROLLBACK> [ <WORK> ] [ <TO> [ <SAVEPOINT> ] name = SimpleIdentifier() ]
    { return name == null ? new Command.Rollback() : new Command.RollbackTo(name.getSimple()); }
|
    <SAVEPOINT> name = SimpleIdentifier() { return new Command.SetSavepoint(name.getSimple()); }
|
    <RELEASE> [ <SAVEPOINT> ] name = SimpleIdentifier() { return new Command.ReleaseSavepoint(name.getSimple()); }
|
    <START> <TRANSACTION> { return OgTransactionModes(true); }
|
    <BEGIN> [ <WORK> | <TRANSACTION> ] { return new Command.SetTransaction(true, Optional.empty(), Optional.empty(), Optional.empty()); }
}

Command OgTransactionModes(boolean start) :
{
    String isolation = null;
    Boolean readOnly = null;
    String head = null;
    SqlNode e;
}
{
    (
        [ <COMMA> ]
        (
            <ISOLATION> <LEVEL>
            (
                LOOKAHEAD(2) <READ> <UNCOMMITTED> { isolation = "READ_COMMITTED"; }
            |   <READ> <COMMITTED> { isolation = "READ_COMMITTED"; }
            |   <REPEATABLE> <READ> { isolation = "SNAPSHOT"; }
            |   <SERIALIZABLE> { isolation = "SERIALIZABLE"; }
            )
        |
            LOOKAHEAD(2) <READ> <ONLY> { readOnly = true; }
        |
            <READ> <WRITE> { readOnly = false; }
        |
            <EXPECT> <HEAD> e = StringLiteral() { head = Commands.text(e); }
        )
    )*
    { return new Command.SetTransaction(start, Optional.ofNullable(isolation), Optional.ofNullable(readOnly), Optional.ofNullable(head)); }
}

Command OgBulk() :
{
    SqlIdentifier table;
    SqlNodeList columns = null;
    SqlNode file;
    String mode = null;
    final CommandOptions settings = new CommandOptions();
}
{
    <COPY>
    (
        table = CompoundIdentifier() [ columns = ParenthesizedSimpleIdentifierList() ]
        (
            <FROM> file = OgFile() OgOptions(settings)
            { return new Command.Copy(table, Commands.names(columns), file, settings); }
        |
            <TO> { Commands.unsupported("COPY ... TO"); return null; }
        )
    |
        <LPAREN> { Commands.unsupported("COPY (query) TO"); return null; }
    )
|
    <LOAD> <GRAPH> <FROM> file = OgFile()
    <MODE> ( <APPEND> { mode = "APPEND"; } | <MERGE> { mode = "MERGE"; } | <OVERWRITE> { mode = "OVERWRITE"; } )
    OgOptions(settings)
    { settings.put("MODE", mode); return new Command.LoadGraph(file, settings); }
|
    <UNLOAD> <GRAPH> { Commands.unsupported("UNLOAD GRAPH"); return null; }
}

SqlNode OgFile() :
{
    final SqlNode n;
}
{
    n = StringLiteral() { return n; }
|
    n = DynamicParam() { return n; }
}

void OgOptions(CommandOptions settings) : { }
{
    [ [ <WITH> ] <LPAREN> OgOption(settings) ( <COMMA> OgOption(settings) )* <RPAREN> ]
}

void OgOption(CommandOptions settings) :
{
    final String name;
    SqlNode v;
    String value = "true";
}
{
    ( <NULL> { name = "NULL"; } | v = SimpleIdentifier() { name = ((SqlIdentifier) v).getSimple(); } )
    [
        v = StringLiteral() { value = Commands.text(v); }
    |
        v = NumericLiteral() { value = v.toString(); }
    |
        <TRUE> { value = "true"; }
    |
        <FALSE> { value = "false"; }
    |
        <MERGE> { value = "MERGE"; }
    |
        v = SimpleIdentifier() { value = ((SqlIdentifier) v).getSimple(); }
    ]
    { settings.put(name.toUpperCase(java.util.Locale.ROOT), value); }
}

Command OgInsert() :
{
    SqlIdentifier table;
    SqlNodeList columns = null;
    Pair<SqlNodeList, SqlNodeList> p;
    final SqlNode source;
    boolean upsert = false;
    Command.Conflict conflict = null;
    SqlNodeList returning = null;
}
{
    ( <INSERT> | <UPSERT> { upsert = true; } ) <INTO> table = CompoundTableIdentifier()
    (
        LOOKAHEAD(2) <DEFAULT_> <VALUES> { source = null; }
    |
        [ LOOKAHEAD(3) columns = ParenthesizedSimpleIdentifierList() ]
        source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    )
    [ <ON> <CONFLICT> conflict = OgConflict() ]
    [ returning = OgReturning() ]
    { return new Command.Insert(table, Optional.ofNullable(Commands.namesOrNull(columns)), source,
          upsert ? Command.Conflict.replaceAll() : conflict, returning); }
}

Command.Conflict OgConflict() :
{
    SqlNodeList target = null;
    final List<SqlIdentifier> columns = new ArrayList<SqlIdentifier>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
    SqlNode where = null;
}
{
    [ target = ParenthesizedSimpleIdentifierList() ]
    <DO>
    (
        <NOTHING> { return Command.Conflict.nothing(Commands.names(target)); }
    |
        <UPDATE> <SET> OgAssignment(columns, values) ( <COMMA> OgAssignment(columns, values) )*
        [ where = Where() ]
        { return Command.Conflict.update(Commands.names(target), columns, values, where); }
    )
}

void OgAssignment(List<SqlIdentifier> columns, List<SqlNode> values) :
{
    final SqlIdentifier id;
    final SqlNode e;
}
{
    id = CompoundIdentifier() { columns.add(id); }
    <EQ>
    (
        <DEFAULT_> { values.add(SqlStdOperatorTable.DEFAULT.createCall(getPos())); }
    |
        e = Expression(ExprContext.ACCEPT_SUB_QUERY) { values.add(e); }
    )
}

SqlNodeList OgReturning() :
{
    final Span s;
    final List<SqlNode> items = new ArrayList<SqlNode>();
}
{
    <RETURNING> { s = span(); } AddSelectItem(items) ( <COMMA> AddSelectItem(items) )*
    { return new SqlNodeList(items, s.end(this)); }
}

Command OgUpdate() :
{
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    final List<SqlIdentifier> columns = new ArrayList<SqlIdentifier>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
    SqlNode where = null;
    SqlNodeList returning = null;
}
{
    <UPDATE> table = CompoundTableIdentifier() [ [ <AS> ] alias = SimpleIdentifier() ]
    <SET> OgAssignment(columns, values) ( <COMMA> OgAssignment(columns, values) )*
    [ where = Where() ]
    [ returning = OgReturning() ]
    { return new Command.Update(table, Optional.ofNullable(alias), columns, values, where, returning); }
}

Command OgDelete() :
{
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    SqlNode where = null;
    SqlNodeList returning = null;
}
{
    <DELETE> <FROM> table = CompoundTableIdentifier() [ [ <AS> ] alias = SimpleIdentifier() ]
    [ where = Where() ]
    [ <RESTRICT> { Commands.unsupported("DELETE ... RESTRICT"); } ]
    [ returning = OgReturning() ]
    { return new Command.Delete(table, Optional.ofNullable(alias), where, returning); }
}

Command OgMerge() :
{
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    SqlNode source;
    final SqlNode on;
    final List<Command.MergeClause> clauses = new ArrayList<Command.MergeClause>();
}
{
    <MERGE>
    (
        <BRANCH> { Commands.unsupported("MERGE BRANCH"); return null; }
    |
        <INTO> table = CompoundTableIdentifier() [ [ <AS> ] alias = SimpleIdentifier() ]
        <USING> source = TableRef()
        <ON> on = Expression(ExprContext.ACCEPT_SUB_QUERY)
        ( OgMergeClause(clauses) )+
        { return new Command.Merge(table, Optional.ofNullable(alias), source, on, clauses); }
    )
}

void OgMergeClause(List<Command.MergeClause> clauses) :
{
    final List<SqlIdentifier> columns = new ArrayList<SqlIdentifier>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
    SqlNode condition = null;
    SqlNodeList names = null;
    final SqlNode row;
}
{
    <WHEN>
    (
        <MATCHED> [ <AND> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) ] <THEN>
        (
            <UPDATE> <SET> OgAssignment(columns, values) ( <COMMA> OgAssignment(columns, values) )*
            { clauses.add(Command.MergeClause.update(condition, columns, values)); }
        |
            <DELETE> { clauses.add(Command.MergeClause.delete(condition)); }
        )
    |
        <NOT> <MATCHED> [ <AND> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) ] <THEN>
        <INSERT> [ names = ParenthesizedSimpleIdentifierList() ]
        <VALUES> row = ParenthesizedQueryOrCommaListWithDefault(ExprContext.ACCEPT_NONCURSOR)
        { clauses.add(Command.MergeClause.insert(condition, Commands.names(names), (SqlNodeList) row)); }
    )
}
