/**
 * Tables on Lance: the only package that calls its API. Must not know graphs. Start at {@link
 * io.omnigraph.storage.lance.LanceTableStore}; {@code TableCommits} alone moves a table's head.
 */
package io.omnigraph.storage.lance;
