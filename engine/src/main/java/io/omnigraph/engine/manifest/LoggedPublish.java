package io.omnigraph.engine.manifest;

import io.omnigraph.storage.file.Unsynced;

/** A publish to the log; nothing of it is a file before it is appended. */
record LoggedPublish(LoggedManifest manifest, PublishRequest request) implements PreparedPublish {
  @Override
  public Unsynced unsynced() {
    return new Unsynced();
  }

  @Override
  public GraphSnapshot publish() {
    return manifest.append(request);
  }

  @Override
  public void close() {
    // nothing is held
  }
}
