package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.engine.schema.SchemaModel.TypeModel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Gives every type and property its stable id: the accepted schema's where the name is there
 * already, else a new random one, so that branches never mint the same.
 */
final class SchemaIds {
  private final LongSupplier ids;
  private final Set<Long> used = new HashSet<>();

  private SchemaIds(LongSupplier ids) {
    this.ids = ids;
  }

  /** Positive random 63-bit numbers. */
  static LongSupplier random() {
    SecureRandom random = new SecureRandom();
    return () -> {
      long id = 0;
      while (id == 0) {
        id = random.nextLong() & Long.MAX_VALUE;
      }
      return id;
    };
  }

  /**
   * @param declared ids 0, no identity domain
   * @param accepted the schema before, if any; its order of properties stays
   */
  static SchemaModel assign(
      SchemaModel declared, Optional<SchemaModel> accepted, LongSupplier ids) {
    SchemaIds assignment = new SchemaIds(ids);
    accepted.ifPresent(assignment::reserve);
    List<TypeModel> types = new ArrayList<>();
    for (TypeModel type : declared.types()) {
      Optional<TypeModel> before =
          accepted.flatMap(a -> a.type(type.name())).filter(b -> b.kind() == type.kind());
      types.add(assignment.type(type, before));
    }
    String domain = accepted.map(SchemaModel::identityDomain).orElseGet(SchemaIds::newDomain);
    return new SchemaModel(domain, types);
  }

  private static String newDomain() {
    return Ulid.text(Ulid.random(new SecureRandom(), System.currentTimeMillis()), 0);
  }

  private void reserve(SchemaModel accepted) {
    for (TypeModel type : accepted.types()) {
      used.add(type.id());
      used.add(type.incarnation());
      type.properties().forEach(p -> used.add(p.id()));
    }
  }

  private TypeModel type(TypeModel type, Optional<TypeModel> before) {
    boolean table = type.kind() != Declaration.Kind.INTERFACE;
    return new TypeModel(
        type.kind(),
        before.map(TypeModel::id).orElseGet(this::mint),
        before.map(TypeModel::incarnation).orElseGet(() -> table ? mint() : 0L),
        type.name(),
        type.implemented(),
        type.ends(),
        type.annotations(),
        properties(type, before.map(TypeModel::properties).orElse(List.of())),
        type.constraints());
  }

  private List<PropertyModel> properties(TypeModel type, List<PropertyModel> before) {
    Map<String, PropertyModel> declared = new HashMap<>();
    type.properties().forEach(p -> declared.put(Names.fold(p.name()), p));
    List<PropertyModel> ordered = new ArrayList<>();
    for (PropertyModel old : before) {
      PropertyModel property = declared.remove(Names.fold(old.name()));
      if (property != null) {
        ordered.add(withId(property, old.id()));
      }
    }
    for (PropertyModel property : type.properties()) {
      if (declared.containsKey(Names.fold(property.name()))) {
        ordered.add(withId(property, mint()));
      }
    }
    return ordered;
  }

  private static PropertyModel withId(PropertyModel p, long id) {
    return new PropertyModel(
        id, p.name(), p.type(), p.nullable(), p.annotations(), p.fromInterfaces());
  }

  private long mint() {
    long id = ids.getAsLong();
    while (!used.add(id)) {
      id = ids.getAsLong();
    }
    return id;
  }
}
