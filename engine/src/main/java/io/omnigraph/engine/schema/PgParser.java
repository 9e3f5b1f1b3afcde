package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.Declaration.Annotation;
import io.omnigraph.engine.schema.Declaration.ConstraintNode;
import io.omnigraph.engine.schema.Declaration.Ends;
import io.omnigraph.engine.schema.Declaration.Kind;
import io.omnigraph.engine.schema.Declaration.Literal;
import io.omnigraph.engine.schema.Declaration.Name;
import io.omnigraph.engine.schema.Declaration.NamedLiteral;
import io.omnigraph.engine.schema.Declaration.PropertyNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recursive descent over the grammar of {@code .pg} (spec: schema-language 2). */
final class PgParser {
  private static final Set<String> BODY_CONSTRAINTS =
      Set.of("key", "unique", "index", "range", "check");

  private final PgTokens tokens;
  private final TypeParser types;

  private PgParser(String text) {
    tokens = new PgTokens(text);
    types = new TypeParser(tokens);
  }

  /**
   * @return the declarations in the order of the text
   */
  static List<Declaration> parse(String text) {
    PgParser parser = new PgParser(text);
    List<Declaration> declarations = new ArrayList<>();
    while (parser.tokens.current().kind() != Token.Kind.END) {
      parser.tokens.in("");
      declarations.add(parser.declaration());
    }
    return declarations;
  }

  private Declaration declaration() {
    Token word = tokens.current();
    Kind kind = null;
    for (Kind candidate : Kind.values()) {
      if (word.isWord(candidate.word())) {
        kind = candidate;
      }
    }
    if (kind == null) {
      throw tokens.error(
          word, "expected interface, node, edge, view or graph, found " + word.shown());
    }
    tokens.advance();
    Name name = tokens.name("the name of the " + kind.word());
    tokens.in(kind.word() + " " + name.text());
    return switch (kind) {
      case INTERFACE, NODE -> nodeOrInterface(kind, name, word);
      case EDGE -> edge(name, word);
      case VIEW, GRAPH ->
          throw Diagnostics.unsupported(
              word.span().through(name.span()),
              tokens.subject(),
              "A " + kind.word() + " declaration in a schema",
              "Remove it.");
    };
  }

  private Declaration nodeOrInterface(Kind kind, Name name, Token word) {
    List<Annotation> annotations = annotations(kind == Kind.NODE);
    List<Name> implemented = new ArrayList<>();
    if (kind == Kind.NODE && tokens.current().isWord("implements")) {
      tokens.advance();
      do {
        implemented.add(tokens.name("an interface"));
      } while (tokens.accept(","));
    }
    List<PropertyNode> properties = new ArrayList<>();
    List<ConstraintNode> constraints = new ArrayList<>();
    body(properties, constraints);
    Span span = word.span().through(tokens.last().span());
    return new Declaration(
        kind, name, implemented, Optional.empty(), annotations, properties, constraints, span);
  }

  private Declaration edge(Name name, Token word) {
    tokens.expect(":");
    Name from = tokens.name("the node type the edge starts at");
    tokens.expect("->");
    Name to = tokens.name("the node type the edge ends at");
    Ends ends = card(from, to);
    List<Annotation> annotations = annotations(true);
    List<PropertyNode> properties = new ArrayList<>();
    List<ConstraintNode> constraints = new ArrayList<>();
    if (tokens.current().is("{")) {
      body(properties, constraints);
    }
    Span span = word.span().through(tokens.last().span());
    return new Declaration(
        Kind.EDGE, name, List.of(), Optional.of(ends), annotations, properties, constraints, span);
  }

  private Ends card(Name from, Name to) {
    if (!tokens.current().is("@") || !tokens.peek().isWord("card")) {
      return new Ends(from, to, 0, Optional.empty());
    }
    tokens.advance();
    Token card = tokens.advance();
    tokens.expect("(");
    long min = count();
    tokens.expect("..");
    Optional<Long> max = tokens.current().is(")") ? Optional.empty() : Optional.of(count());
    tokens.expect(")");
    if (max.isPresent() && min > max.get()) {
      throw tokens.error(
          card, "@card(%d..%d): the minimum is above the maximum".formatted(min, max.get()));
    }
    return new Ends(from, to, min, max);
  }

  private long count() {
    Token number = tokens.current();
    if (number.kind() != Token.Kind.INT || number.text().length() > 18) {
      throw tokens.error(number, "expected a number of edges, found " + number.shown());
    }
    tokens.advance();
    return Long.parseLong(number.text());
  }

  private void body(List<PropertyNode> properties, List<ConstraintNode> constraints) {
    tokens.expect("{");
    while (!tokens.accept("}")) {
      if (tokens.current().is("@")) {
        constraints.add(constraint());
      } else {
        properties.add(property());
      }
    }
  }

  private PropertyNode property() {
    Name name = tokens.name("a property, a constraint or \"}\"");
    tokens.expect(":");
    PropertyType type = types.type();
    boolean nullable = tokens.accept("?");
    List<Annotation> annotations = annotations(false);
    Span span = name.span().through(tokens.last().span());
    return new PropertyNode(name, type, nullable, annotations, span);
  }

  /**
   * @param onType on a type's header a {@code (} never begins a body constraint
   */
  private List<Annotation> annotations(boolean onType) {
    List<Annotation> annotations = new ArrayList<>();
    while (tokens.current().is("@") && (onType || !atBodyConstraint())) {
      annotations.add(annotation());
    }
    return annotations;
  }

  /** {@code @unique (} after a property belongs to the body, {@code @unique} to the property. */
  private boolean atBodyConstraint() {
    Token name = tokens.peek();
    if (name.kind() != Token.Kind.NAME || !BODY_CONSTRAINTS.contains(name.text())) {
      return name.isWord("check_sql");
    }
    return tokens.follows(2, "(");
  }

  private Annotation annotation() {
    Token at = tokens.expect("@");
    Name name = tokens.name("the name of an annotation");
    if (name.text().equals("references")) {
      throw references(at.span().through(name.span()));
    }
    Optional<Literal> argument = Optional.empty();
    List<NamedLiteral> named = List.of();
    if (tokens.accept("(")) {
      argument = Optional.of(literal(true));
      named = namedLiterals();
      tokens.expect(")");
    }
    return new Annotation(name.text(), argument, named, at.span().through(tokens.last().span()));
  }

  private RuntimeException references(Span at) {
    return Diagnostics.unsupported(
        at,
        tokens.subject(),
        "@references",
        "Foreign keys of node tables are not enforced yet; declare an edge type instead.");
  }

  private List<NamedLiteral> namedLiterals() {
    List<NamedLiteral> named = new ArrayList<>();
    while (tokens.accept(",")) {
      Name key = tokens.name("the name of an argument");
      tokens.expect("=");
      named.add(new NamedLiteral(key, literal(false)));
    }
    return named;
  }

  private Literal literal(boolean orName) {
    Token first = tokens.current();
    boolean negative = tokens.accept("-");
    Token token = tokens.current();
    boolean number = token.kind() == Token.Kind.INT || token.kind() == Token.Kind.FLOAT;
    boolean truth = token.isWord("true") || token.isWord("false");
    boolean text = token.kind() == Token.Kind.STRING || truth || (orName && token.isName());
    if (!number && (negative || !text)) {
      throw tokens.error(token, "expected a literal, found " + token.shown());
    }
    tokens.advance();
    return new Literal(
        token.kind(), (negative ? "-" : "") + token.text(), first.span().through(token.span()));
  }

  private ConstraintNode constraint() {
    Token at = tokens.expect("@");
    Name kind = tokens.name("the name of a constraint");
    refuseOtherThanConstraint(kind, at.span().through(kind.span()));
    tokens.expect("(");
    List<Name> columns = new ArrayList<>();
    columns.add(column(kind));
    String text = "";
    List<NamedLiteral> named = List.of();
    switch (kind.text()) {
      case "range" -> text = range();
      case "check" -> text = pattern();
      case "index" -> named = indexTail(kind, columns);
      default -> moreColumns(kind, columns);
    }
    tokens.expect(")");
    Optional<Name> sqlName = sqlName();
    return new ConstraintNode(
        kind.text(), columns, text, named, sqlName, at.span().through(tokens.last().span()));
  }

  private void refuseOtherThanConstraint(Name kind, Span span) {
    if (kind.text().equals("references")) {
      throw references(span);
    }
    if (kind.text().equals("check_sql")) {
      throw Diagnostics.unsupported(
          span,
          tokens.subject(),
          "@check_sql",
          "Use @range or @check, or check in the application.");
    }
    if (!BODY_CONSTRAINTS.contains(kind.text())) {
      throw tokens.error(
          tokens.last(),
          "@"
              + kind.text()
              + " is no constraint of a body; put annotations behind a property or the type's"
              + " name");
    }
  }

  private Name column(Name kind) {
    Token token = tokens.current();
    if (token.kind() == Token.Kind.STRING || token.kind() == Token.Kind.INT) {
      throw tokens.error(
          token, "@" + kind.text() + " takes names of properties, not a value: " + token.shown());
    }
    return tokens.name("a property in @" + kind.text());
  }

  private void moreColumns(Name kind, List<Name> columns) {
    while (tokens.accept(",")) {
      columns.add(column(kind));
    }
  }

  private List<NamedLiteral> indexTail(Name kind, List<Name> columns) {
    List<NamedLiteral> named = new ArrayList<>();
    while (tokens.accept(",")) {
      if (tokens.peek().is("=")) {
        Name key = tokens.name("the name of an argument");
        tokens.expect("=");
        named.add(new NamedLiteral(key, literal(false)));
      } else if (named.isEmpty()) {
        columns.add(column(kind));
      } else {
        throw tokens.error(tokens.current(), "properties come before the options of an @index");
      }
    }
    return named;
  }

  private String range() {
    tokens.expect(",");
    Token first = tokens.current();
    String min = first.is("..") ? "" : number();
    tokens.expect("..");
    String max = tokens.current().is(")") ? "" : number();
    if (min.isEmpty() && max.isEmpty()) {
      throw tokens.error(first, "@range needs at least one bound");
    }
    return min + ".." + max;
  }

  private String number() {
    Literal literal = literal(false);
    if (literal.kind() != Token.Kind.INT && literal.kind() != Token.Kind.FLOAT) {
      throw tokens.error(tokens.last(), "a bound of @range is a number");
    }
    return literal.text();
  }

  private String pattern() {
    tokens.expect(",");
    if (tokens.current().kind() != Token.Kind.STRING) {
      throw tokens.error(tokens.current(), "@check needs a regular expression in double quotes");
    }
    return tokens.advance().text();
  }

  private Optional<Name> sqlName() {
    if (tokens.current().isWord("as") && tokens.peek().isName()) {
      tokens.advance();
      return Optional.of(tokens.name("the name of the constraint"));
    }
    return Optional.empty();
  }
}
