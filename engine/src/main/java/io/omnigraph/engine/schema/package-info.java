/** Node and edge types, property types, .pg text, IR and its hash. Start at GraphSchema. */
package io.omnigraph.engine.schema;
