package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.Declaration.Kind;
import io.omnigraph.engine.schema.SchemaModel.AnnotationModel;
import io.omnigraph.engine.schema.SchemaModel.Argument;
import io.omnigraph.engine.schema.SchemaModel.ConstraintKind;
import io.omnigraph.engine.schema.SchemaModel.ConstraintModel;
import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.engine.schema.SchemaModel.TypeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints declarations of the model as {@code .pg}; what it prints compiles to the same shape. */
final class PgPrinter {
  private final StringBuilder text = new StringBuilder();

  private PgPrinter() {}

  static String schema(SchemaModel model) {
    return model.types().stream().map(PgPrinter::type).collect(Collectors.joining("\n"));
  }

  static String type(TypeModel type) {
    PgPrinter printer = new PgPrinter();
    printer.header(type);
    printer.body(type);
    return printer.text.append('\n').toString();
  }

  private void header(TypeModel type) {
    text.append(type.kind().word()).append(' ').append(Names.pg(type.name()));
    if (type.ends().isPresent()) {
      SchemaModel.Ends ends = type.ends().get();
      text.append(": ").append(Names.pg(ends.from())).append(" -> ").append(Names.pg(ends.to()));
      if (ends.min() != 0 || ends.max().isPresent()) {
        text.append(" @card(").append(ends.min()).append("..");
        ends.max().ifPresent(text::append);
        text.append(')');
      }
    }
    annotations(type.annotations());
    if (!type.implemented().isEmpty()) {
      text.append(" implements ");
      text.append(type.implemented().stream().map(Names::pg).collect(Collectors.joining(", ")));
    }
  }

  private void body(TypeModel type) {
    List<ConstraintModel> lines = new ArrayList<>(type.constraints());
    lines.removeIf(c -> c.kind() == ConstraintKind.EMBED);
    if (type.kind() == Kind.EDGE && type.properties().isEmpty() && lines.isEmpty()) {
      return;
    }
    text.append(" {\n");
    for (PropertyModel property : type.properties()) {
      property(type, property, lines);
    }
    lines.forEach(this::constraint);
    text.append('}');
  }

  /** Constraints that the property can carry behind itself are taken out of {@code lines}. */
  private void property(TypeModel type, PropertyModel property, List<ConstraintModel> lines) {
    text.append("  ").append(Names.pg(property.name())).append(": ");
    text.append(TypeNames.pg(property.type())).append(property.nullable() ? "?" : "");
    for (ConstraintKind kind :
        List.of(ConstraintKind.KEY, ConstraintKind.UNIQUE, ConstraintKind.INDEX)) {
      Optional<ConstraintModel> sugar =
          lines.stream().filter(c -> c.kind() == kind && isSugar(c, property)).findFirst();
      if (sugar.isPresent()) {
        text.append(" @").append(kind.word());
        lines.remove(sugar.get());
      }
    }
    for (ConstraintModel embed : type.constraints()) {
      if (embed.kind() == ConstraintKind.EMBED && embed.columns().get(0).equals(property.name())) {
        text.append(" @embed(").append(Names.pg(embed.columns().get(1)));
        if (!embed.text().isEmpty()) {
          text.append(", model = ").append(quoted(embed.text()));
        }
        text.append(')');
      }
    }
    annotations(property.annotations());
    text.append('\n');
  }

  private static boolean isSugar(ConstraintModel constraint, PropertyModel property) {
    boolean plain =
        constraint.name().isEmpty() && constraint.columns().equals(List.of(property.name()));
    return plain
        && (constraint.kind() != ConstraintKind.INDEX
            || (constraint.option().isEmpty()
                && constraint.text().equals(IndexMethods.ofOne(property.type()))));
  }

  private void constraint(ConstraintModel constraint) {
    text.append("  @").append(constraint.kind().word()).append('(');
    text.append(constraint.columns().stream().map(Names::pg).collect(Collectors.joining(", ")));
    switch (constraint.kind()) {
      case RANGE -> text.append(", ").append(constraint.text());
      case CHECK -> text.append(", ").append(quoted(constraint.text()));
      case INDEX -> {
        text.append(", using = ").append(quoted(constraint.text()));
        if (!constraint.option().isEmpty()) {
          text.append(", metric = ").append(quoted(constraint.option()));
        }
      }
      default -> {}
    }
    text.append(')');
    constraint.name().ifPresent(n -> text.append(" as ").append(Names.pg(n)));
    text.append('\n');
  }

  private void annotations(List<AnnotationModel> annotations) {
    for (AnnotationModel annotation : annotations) {
      text.append(" @").append(Names.pg(annotation.name()));
      if (!annotation.arguments().isEmpty()) {
        text.append(
            annotation.arguments().stream()
                .map(PgPrinter::argument)
                .collect(Collectors.joining(", ", "(", ")")));
      }
    }
  }

  private static String argument(Argument argument) {
    String value =
        switch (argument.kind()) {
          case STRING -> quoted(argument.value());
          case QUOTED_NAME -> "`" + argument.value().replace("`", "``") + "`";
          default -> argument.value();
        };
    return argument.key().isEmpty() ? value : Names.pg(argument.key()) + " = " + value;
  }

  static String quoted(String value) {
    return "\""
        + value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + "\"";
  }
}
