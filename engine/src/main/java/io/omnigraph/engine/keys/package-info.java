/**
 * Primary keys in memory: hashing, comparing, finding, printing. Start at {@link
 * io.omnigraph.engine.keys.KeyIndex}.
 */
package io.omnigraph.engine.keys;
