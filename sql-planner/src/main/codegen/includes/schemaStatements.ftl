// CREATE, DROP, APPLY SCHEMA, SHOW.
Command OgCreate() :
{
    boolean ifNot = false;
    SqlIdentifier name;
    SqlIdentifier from = null;
    SqlIdentifier to = null;
    SqlNode version = null;
    SqlNode query;
    SqlNode comment = null;
    int min = 0;
    int max = -1;
    final TableElements elements = new TableElements();
}
{
    [ <OR> <REPLACE> { Commands.unsupported("CREATE OR REPLACE"); } ]
    (
        <BRANCH> ifNot = OgIfNotExists() name = SimpleIdentifier()
        [ <FROM> from = SimpleIdentifier() ]
        [ <VERSION> version = UnsignedNumericLiteral() ]
        { return new Command.CreateBranch(name, ifNot, Optional.ofNullable(from), Optional.ofNullable(version)); }
    |
        [ <NODE> ] <TABLE> ifNot = OgIfNotExists() name = CompoundIdentifier()
        (
            <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
            { return new Command.CreateTableAs(name, ifNot, query); }
        |
            <LPAREN> OgElements(elements) <RPAREN>
            [ <IMPLEMENTS> SimpleIdentifier() ( <COMMA> SimpleIdentifier() )* { Commands.unsupported("IMPLEMENTS"); } ]
            [ <COMMENT> comment = StringLiteral() ]
            { return new Command.CreateNode(name, ifNot, elements, Commands.optionalText(comment)); }
        )
    |
        <EDGE> <TABLE> ifNot = OgIfNotExists() name = CompoundIdentifier()
        [ <LPAREN> [ OgElements(elements) ] <RPAREN> ]
        ( <FROM> from = SimpleIdentifier() <TO> to = SimpleIdentifier()
        | <SOURCE> from = SimpleIdentifier() <DESTINATION> to = SimpleIdentifier() )
        [ <CARDINALITY> <LPAREN> min = UnsignedIntLiteral() <COMMA> ( max = UnsignedIntLiteral() | <STAR> ) <RPAREN> ]
        [ <COMMENT> comment = StringLiteral() ]
        { return new Command.CreateEdge(name, ifNot, elements, from.getSimple(), to.getSimple(), min, max, Commands.optionalText(comment)); }
    |
        [ <UNIQUE> ] <INDEX> { Commands.unsupported("CREATE INDEX"); }
    |
        <INTERFACE> { Commands.unsupported("CREATE INTERFACE"); }
    |
        <PROPERTY> <GRAPH> { Commands.unsupported("CREATE PROPERTY GRAPH"); }
    |
        <SCHEMA> { Commands.unsupported("CREATE SCHEMA", " A schema is a branch: use CREATE BRANCH."); }
    |
        <VIEW> { Commands.unsupported("CREATE VIEW"); }
    |
        <SEQUENCE> { Commands.unsupported("CREATE SEQUENCE"); }
    )
    { return null; }
}

boolean OgIfNotExists() : { }
{
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

boolean OgIfExists() : { }
{
    <IF> <EXISTS> { return true; }
|
    { return false; }
}

void OgElements(TableElements t) : { }
{
    OgElement(t) ( <COMMA> OgElement(t) )*
}

void OgElement(TableElements t) :
{
    SqlIdentifier name = null;
    SqlNodeList columns;
    SqlNode e;
}
{
    LOOKAHEAD(2)
    [ <CONSTRAINT> name = SimpleIdentifier() ]
    (
        <PRIMARY> <KEY> columns = ParenthesizedSimpleIdentifierList() { t.key(columns); }
    |
        <UNIQUE> columns = ParenthesizedSimpleIdentifierList() { t.unique(name, columns); }
    |
        <CHECK> <LPAREN> e = Expression(ExprContext.ACCEPT_NON_QUERY) <RPAREN> { t.check(name, e); }
    |
        <FOREIGN> <KEY> { Commands.unsupported("FOREIGN KEY", " Declare an edge table between the two node tables."); }
    )
|
    OgColumnElement(t)
}

void OgColumnElement(TableElements t) :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    SqlNode e;
    SqlIdentifier constraint = null;
    final TableElements.Column c;
}
{
    name = SimpleIdentifier() type = DataType() { c = t.column(name, type); }
    (
        <NOT> <NULL> { c.notNull(); }
    |
        <NULL> { c.nullAllowed(); }
    |
        <DEFAULT_> e = Expression(ExprContext.ACCEPT_NON_QUERY) { c.defaultValue(e); }
    |
        <GENERATED> { Commands.unsupported("GENERATED AS IDENTITY"); }
    |
        [ <CONSTRAINT> constraint = SimpleIdentifier() ]
        (
            <PRIMARY> <KEY> { t.key(name); }
        |
            <UNIQUE> { t.unique(constraint, name); }
        |
            <CHECK> <LPAREN> e = Expression(ExprContext.ACCEPT_NON_QUERY) <RPAREN> { t.check(constraint, e); }
        |
            <REFERENCES> { Commands.unsupported("REFERENCES", " Declare an edge table between the two node tables."); }
        )
    |
        <COMMENT> e = StringLiteral() { c.comment(Commands.text(e)); }
    |
        <EMBEDDING> { Commands.unsupported("EMBEDDING OF"); }
    )*
}

Command OgDrop() :
{
    boolean ifExists = false;
    boolean cascade = false;
    SqlIdentifier name;
    final List<SqlIdentifier> names = new ArrayList<SqlIdentifier>();
}
{
    <BRANCH> ifExists = OgIfExists() name = SimpleIdentifier()
    { return new Command.DropBranch(name, ifExists); }
|
    [ <NODE> | <EDGE> ] <TABLE> ifExists = OgIfExists() name = CompoundIdentifier() { names.add(name); }
    ( <COMMA> name = CompoundIdentifier() { names.add(name); } )*
    [ <RESTRICT> | <CASCADE> { cascade = true; } ]
    [ <WITH> <DATA> <LOSS> ]
    { return new Command.DropTables(names, ifExists, cascade); }
|
    <INDEX> { Commands.unsupported("DROP INDEX"); return null; }
|
    <INTERFACE> { Commands.unsupported("DROP INTERFACE"); return null; }
|
    <PROPERTY> <GRAPH> { Commands.unsupported("DROP PROPERTY GRAPH"); return null; }
|
    <GRAPH> { Commands.unsupported("DROP GRAPH"); return null; }
|
    <SCHEMA> { Commands.unsupported("DROP SCHEMA", " A schema is a branch: use DROP BRANCH."); return null; }
|
    <VIEW> { Commands.unsupported("DROP VIEW"); return null; }
|
    <SEQUENCE> { Commands.unsupported("DROP SEQUENCE"); return null; }
}

Command OgApplySchema() :
{
    SqlNode text;
    boolean file = false;
}
{
    <APPLY> <SCHEMA> [ <FROM> { file = true; } ] text = StringLiteral()
    [ <DRY> <RUN> { Commands.unsupported("APPLY SCHEMA ... DRY RUN"); } ]
    [ <WITH> <DATA> <LOSS> { Commands.unsupported("APPLY SCHEMA ... WITH DATA LOSS"); } ]
    { return new Command.ApplySchema(Commands.text(text), file); }
}

Command OgShow() :
{
    final SqlIdentifier name;
}
{
    <SHOW>
    (
        <SCHEMA> { return new Command.ShowSchema(); }
    |
        <BRANCHES> { return new Command.ShowBranches(); }
    |
        <CREATE> <TABLE> name = CompoundIdentifier() { return new Command.ShowCreateTable(name); }
    )
}
