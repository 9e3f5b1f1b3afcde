package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Edits the accepted {@code .pg} text by spans of whole declarations. */
final class SchemaEditor {
  private final GraphSchema accepted;
  private final String branch;

  SchemaEditor(GraphSchema accepted, String branch) {
    this.accepted = accepted;
    this.branch = branch;
  }

  GraphSchema apply(SchemaEdit edit) {
    if (edit instanceof SchemaEdit.CreateNode create) {
      return exists(create.name(), create.ifNotExists())
          ? accepted
          : append(EditPrinter.node(create));
    }
    if (edit instanceof SchemaEdit.CreateEdge create) {
      if (exists(create.name(), create.ifNotExists())) {
        return accepted;
      }
      requireNode(create.from());
      requireNode(create.to());
      return append(EditPrinter.edge(create));
    }
    if (edit instanceof SchemaEdit.Drop drop) {
      return drop(drop);
    }
    return Schemas.evolve(accepted, ((SchemaEdit.Replace) edit).source());
  }

  private boolean exists(String name, boolean quietly) {
    var there = Schemas.model(accepted).type(name);
    if (there.isPresent() && (!quietly || accepted.table(name).isEmpty())) {
      String what = there.get().kind() == Declaration.Kind.INTERFACE ? "Interface" : "Table";
      throw new OmnigraphException(ErrorCode.TABLE_EXISTS, what, there.get().name());
    }
    return there.isPresent();
  }

  private void requireNode(String name) {
    if (accepted.nodeType(name).isEmpty()) {
      throw accepted.table(name).isPresent()
          ? new OmnigraphException(
              ErrorCode.TYPE_MISMATCH,
              "\"%s\" is an edge table; an edge joins node tables.".formatted(name))
          : notFound(name);
    }
  }

  private OmnigraphException notFound(String name) {
    String near = NearNames.hint(name, accepted.tables().stream().map(TableType::name).toList());
    return new OmnigraphException(ErrorCode.TABLE_NOT_FOUND, name, branch, near);
  }

  private GraphSchema append(String declaration) {
    String text = accepted.source();
    String gap = text.isEmpty() ? "" : text.endsWith("\n") ? "\n" : "\n\n";
    return Schemas.evolve(accepted, text + gap + declaration);
  }

  private GraphSchema drop(SchemaEdit.Drop drop) {
    Set<String> folds = new HashSet<>();
    for (String name : drop.names()) {
      if (accepted.table(name).isPresent()) {
        folds.add(Names.fold(name));
      } else if (!drop.ifExists()) {
        throw notFound(name);
      }
    }
    for (EdgeType edge : accepted.edgeTypes()) {
      boolean needed =
          folds.contains(Names.fold(edge.from())) || folds.contains(Names.fold(edge.to()));
      if (needed && !folds.contains(Names.fold(edge.name()))) {
        if (!drop.cascade()) {
          String node = folds.contains(Names.fold(edge.from())) ? edge.from() : edge.to();
          throw new OmnigraphException(
              ErrorCode.DEPENDENT_OBJECTS,
              "Table \"" + node + "\"",
              "edge table \"" + edge.name() + "\"");
        }
        folds.add(Names.fold(edge.name()));
      }
    }
    return folds.isEmpty() ? accepted : Schemas.evolve(accepted, without(folds));
  }

  private String without(Set<String> folds) {
    StringBuilder text = new StringBuilder(accepted.source());
    List<Declaration> last =
        PgParser.parse(accepted.source()).stream()
            .filter(d -> folds.contains(Names.fold(d.name().text())))
            .sorted(Comparator.comparing((Declaration d) -> d.span().from()).reversed())
            .toList();
    for (Declaration declaration : last) {
      remove(text, declaration.span().from(), declaration.span().to());
    }
    return text.toString();
  }

  /**
   * Takes the declaration's lines out whole, with the comment lines right above it and one of the
   * blank lines around; a comment at the head of the text stays, it is the file's.
   */
  private static void remove(StringBuilder text, int from, int to) {
    int start = lineStart(text, from);
    int end = lineEnd(text, to);
    boolean alone = text.substring(start, from).isBlank() && text.substring(to, end).isBlank();
    if (!alone) {
      text.delete(from, to);
      return;
    }
    int comment = start;
    while (comment > 0 && isComment(text, lineStart(text, comment - 1), comment)) {
      comment = lineStart(text, comment - 1);
    }
    start = comment == 0 ? start : comment;
    boolean blankAbove = start == 0 || text.substring(lineStart(text, start - 1), start).isBlank();
    if (blankAbove && end < text.length()) {
      int next = lineEnd(text, end);
      end = text.substring(end, next).isBlank() ? next : end;
    } else if (blankAbove && start > 0) {
      start = lineStart(text, start - 1);
    }
    text.delete(start, end);
  }

  private static boolean isComment(CharSequence text, int from, int to) {
    return text.subSequence(from, to).toString().strip().startsWith("//");
  }

  private static int lineStart(CharSequence text, int at) {
    int start = at;
    while (start > 0 && text.charAt(start - 1) != '\n') {
      start--;
    }
    return start;
  }

  /** Behind the line's end. */
  private static int lineEnd(CharSequence text, int at) {
    int end = at;
    while (end < text.length() && text.charAt(end) != '\n') {
      end++;
    }
    return Math.min(text.length(), end + 1);
  }
}
