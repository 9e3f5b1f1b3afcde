package io.omnigraph.engine.schema;

import java.util.Optional;

/**
 * One column of a node or edge table as SQL shows it: a declared property, or {@code src}, {@code
 * dst} (or {@code src_a}, …) of an edge, or {@code _id}.
 *
 * @param propertyId stable, positive; 0 for {@code src}, {@code dst} and {@code _id}
 * @param description from {@code @description} / COMMENT
 * @param defaultSql a SQL literal to use when an INSERT leaves the column out
 */
public record Property(
    long propertyId,
    String name,
    PropertyType type,
    boolean nullable,
    Optional<String> description,
    Optional<String> defaultSql) {}
