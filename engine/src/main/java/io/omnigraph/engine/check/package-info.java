/**
 * Verifies a graph's directory end to end and changes nothing. It must work on a damaged directory,
 * so it opens no graph. Start at {@link io.omnigraph.engine.check.GraphCheck}.
 */
package io.omnigraph.engine.check;
