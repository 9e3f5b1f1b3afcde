// GRAPH_TABLE (ISO SQL/PGQ): stands where the template would allow any table reference.
SqlNode OgGraphTable() :
{
    final Span s;
    final SqlIdentifier graph;
    final List<PathPattern> paths = new ArrayList<PathPattern>();
    final List<SqlNode> columns = new ArrayList<SqlNode>();
    PathPattern p;
    SqlNode where = null;
}
{
    <GRAPH_TABLE> { s = span(); } <LPAREN>
    graph = CompoundIdentifier()
    <MATCH>
    p = OgPath() { paths.add(p); }
    ( <COMMA> p = OgPath() { paths.add(p); } )*
    [ <WHERE> where = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
    [ <ONE> <ROW> <PER> ( <MATCH> | SimpleIdentifier() { Commands.unsupported("ONE ROW PER of anything but MATCH"); } ) ]
    <COLUMNS> <LPAREN>
    AddSelectItem(columns)
    ( <COMMA> AddSelectItem(columns) )*
    <RPAREN>
    <RPAREN>
    { return new SqlGraphTable(s.end(this), graph, paths, where, columns); }
}

// [ p = ] [ ANY | ALL ] [ SHORTEST ] [ mode ] [ PATH ] (node) ( edge (node) )*
PathPattern OgPath() :
{
    final Span s;
    SqlIdentifier variable = null;
    PathSearch search = PathSearch.EVERY;
    int count = 0;
    WalkMode mode = WalkMode.WALK;
    final List<ElementPattern> elements = new ArrayList<ElementPattern>();
    ElementPattern e;
}
{
    { s = Span.of(); }
    [ LOOKAHEAD(2) variable = SimpleIdentifier() <EQ> ]
    (
        <ANY> { search = PathSearch.ANY; }
        [ <SHORTEST> { search = PathSearch.ANY_SHORTEST; } | count = UnsignedIntLiteral() { search = PathSearch.SHORTEST_K; } ]
    |
        <ALL> [ <SHORTEST> { search = PathSearch.ALL_SHORTEST; } ]
    |
        <SHORTEST> count = UnsignedIntLiteral() { search = PathSearch.SHORTEST_K; }
        [ <GROUP> { Commands.unsupported("SHORTEST k GROUPS"); } | <GROUPS> { Commands.unsupported("SHORTEST k GROUPS"); } ]
    |
        E()
    )
    (
        <WALK> { mode = WalkMode.WALK; }
    |   <TRAIL> { mode = WalkMode.TRAIL; }
    |   <ACYCLIC> { mode = WalkMode.ACYCLIC; }
    |   <SIMPLE> { mode = WalkMode.SIMPLE; }
    |   E()
    )
    [ <PATH> ]
    e = OgNodePattern() { elements.add(e); }
    (
        e = OgEdgePattern() { elements.add(e); }
        e = OgNodePattern() { elements.add(e); }
    )*
    { return new PathPattern(s.pos(), Optional.ofNullable(variable), search, count, mode, elements); }
}

ElementPattern OgNodePattern() :
{
    final Span s;
    final ElementPattern.Filler f;
}
{
    <LPAREN> { s = span(); }
    (
        LOOKAHEAD(1)
        <LPAREN> { Commands.unsupported("A path pattern in parentheses"); f = null; }
    |
        f = OgFiller()
    )
    <RPAREN>
    { return ElementPattern.node(s.end(this), f); }
}

// Arrows need no token of their own: "->" is LAMBDA, "<-" is "<" and "-", so that "x <-5" stays a comparison.
ElementPattern OgEdgePattern() :
{
    final Span s;
    boolean left = false;
    boolean right = false;
    ElementPattern.Filler f = ElementPattern.Filler.EMPTY;
    ElementPattern.Quantifier q = null;
}
{
    (
        <LT> { s = span(); left = true; }
        (
            <LAMBDA> { right = true; }
        |
            <MINUS>
            [ <LBRACKET> f = OgFiller() <RBRACKET> ( <MINUS> | <LAMBDA> { right = true; } ) ]
        )
    |
        <LAMBDA> { s = span(); right = true; }
    |
        <MINUS> { s = span(); }
        [ <LBRACKET> f = OgFiller() <RBRACKET> ( <MINUS> | <LAMBDA> { right = true; } ) ]
    )
    [ q = OgQuantifier() ]
    { return ElementPattern.edge(s.end(this), f, left, right, Optional.ofNullable(q)); }
}

ElementPattern.Filler OgFiller() :
{
    SqlIdentifier variable = null;
    List<SqlIdentifier> labels = new ArrayList<SqlIdentifier>();
    SqlNode where = null;
}
{
    [ variable = SimpleIdentifier() ]
    [ ( <IS> | <COLON> ) OgLabels(labels) ]
    [ <WHERE> where = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
    { return new ElementPattern.Filler(Optional.ofNullable(variable), labels, Optional.ofNullable(where)); }
}

// No labels = any label.
void OgLabels(List<SqlIdentifier> labels) :
{
    SqlIdentifier l;
}
{
    <PERCENT_REMAINDER>
|
    l = SimpleIdentifier() { labels.add(l); }
    (
        <VERTICAL_BAR> l = SimpleIdentifier() { labels.add(l); }
    |
        <AMPERSAND> { Commands.unsupported("The label expression &"); }
    )*
|
    <LPAREN> { Commands.unsupported("A label expression in parentheses"); }
}

ElementPattern.Quantifier OgQuantifier() :
{
    int lo = 0;
    int hi = -1;
}
{
    <STAR> { return new ElementPattern.Quantifier(0, -1); }
|
    <PLUS> { return new ElementPattern.Quantifier(1, -1); }
|
    <HOOK> { return new ElementPattern.Quantifier(0, 1); }
|
    <LBRACE>
    (
        lo = UnsignedIntLiteral() { hi = lo; }
        [ <COMMA> { hi = -1; } [ hi = UnsignedIntLiteral() ] ]
    |
        <COMMA> hi = UnsignedIntLiteral()
    )
    <RBRACE>
    { return new ElementPattern.Quantifier(lo, hi); }
}

// FOR SYSTEM_TIME AS OF and FOR VERSION AS OF, after a table name.
SqlNode OgSnapshot(SqlNode table) :
{
    final SqlNode r;
}
{
    LOOKAHEAD(2)
    r = Snapshot(table) { return r; }
|
    <FOR> <VERSION> <AS> <OF> r = Expression(ExprContext.ACCEPT_NON_QUERY)
    { return Commands.versionOf(table, r); }
}
