package io.omnigraph.engine;

import io.omnigraph.engine.manifest.LogOptions;

/** The same without a log: a publish stages rows on a head that moves meanwhile. */
class FoldBesideManifestCommitsTest extends FoldBesideCommitsTest {
  @Override
  OpenOptions options() {
    return super.options().withLog(LogOptions.none());
  }
}
