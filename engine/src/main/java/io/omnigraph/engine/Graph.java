package io.omnigraph.engine;

import io.omnigraph.engine.session.Session;
import java.nio.file.Path;

/** An open graph; shared by all sessions of this process on one directory. Thread-safe. */
public interface Graph extends AutoCloseable {
  Path root();

  String name();

  Session newSession();

  @Override
  void close();
}
