/** The rules of a schema, checked on changed rows for all writers alike. */
package io.omnigraph.engine.validate;
