// Names of column types beside Calcite's own; all may be used in CAST as well.
SqlTypeNameSpec OgTypeName() :
{
    final Span s;
    int n = -1;
    SqlNode v;
    final List<String> values = new ArrayList<String>();
}
{
    <TEXT> { return new DeclaredTypeSpec("TEXT", 0, values, getPos()); }
|
    <CLOB> [ <LPAREN> n = UnsignedIntLiteral() <RPAREN> ] { return new DeclaredTypeSpec("TEXT", 0, values, getPos()); }
|
    <JSON> { return new DeclaredTypeSpec("JSON", 0, values, getPos()); }
|
    <BLOB> { return new DeclaredTypeSpec("BLOB", 0, values, getPos()); }
|
    <BYTE> { return new SqlBasicTypeNameSpec(SqlTypeName.TINYINT, getPos()); }
|
    <BIT> [ <LPAREN> n = UnsignedIntLiteral() <RPAREN> ]
    {
        if (n > 1) { throw new OmnigraphException(ErrorCode.UNSUPPORTED, "BIT(" + n + ")", " Use BINARY(n)."); }
        return new SqlBasicTypeNameSpec(SqlTypeName.BOOLEAN, getPos());
    }
|
    <DATETIME> [ <LPAREN> n = UnsignedIntLiteral() <RPAREN> ]
    { return n < 0 ? new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP, getPos()) : new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP, n, getPos()); }
|
    ( <NVARCHAR> | <NCHAR> ) [ <LPAREN> n = UnsignedIntLiteral() <RPAREN> ]
    { return n < 0 ? new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, getPos()) : new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, n, getPos()); }
|
    <FLOAT> <LPAREN> n = UnsignedIntLiteral() <RPAREN>
    { return new SqlBasicTypeNameSpec(n <= 24 ? SqlTypeName.REAL : SqlTypeName.DOUBLE, getPos()); }
|
    <VECTOR> <LPAREN> n = UnsignedIntLiteral() <RPAREN> { return new DeclaredTypeSpec("VECTOR", n, values, getPos()); }
|
    <ENUM> { s = span(); } <LPAREN> v = StringLiteral() { values.add(Commands.text(v)); }
    ( <COMMA> v = StringLiteral() { values.add(Commands.text(v)); } )* <RPAREN>
    { return new DeclaredTypeSpec("ENUM", 0, values, s.end(this)); }
}
