/**
 * Errors of the layers below as java.sql exceptions; the only place that knows which class a
 * category is. Start at SqlErrors.
 */
package io.omnigraph.jdbc.error;
