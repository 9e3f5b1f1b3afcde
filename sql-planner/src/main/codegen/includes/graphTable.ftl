// GRAPH_TABLE: stands where the template would allow any table reference.
SqlNode OgGraphTable() :
{
    final Span s;
}
{
    <GRAPH_TABLE> { s = span(); }
    {
        throw new OmnigraphException(ErrorCode.UNSUPPORTED, "GRAPH_TABLE", "");
    }
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
