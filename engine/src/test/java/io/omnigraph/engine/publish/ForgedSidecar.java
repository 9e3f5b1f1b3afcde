package io.omnigraph.engine.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Writes a sidecar as a writer that died did: one of another process, which had the lock. */
public final class ForgedSidecar {
  private ForgedSidecar() {}

  public static void write(Path root, Sidecar sidecar) {
    write(root, sidecar.operationId(), SidecarJson.write(sidecar));
  }

  public static void write(Path root, String operationId, String text) {
    Path file = root.resolve(Sidecars.path(operationId));
    try (WriterLock lock = new WriterLock(root);
        WriterLock.Share share = lock.acquire(Duration.ofSeconds(10))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param file name of the file, with its ending
   */
  public static Sidecar read(Path root, String file) {
    String id = file.substring(0, file.length() - ".json".length());
    try {
      return SidecarJson.read(id, Files.readString(root.resolve(Sidecars.path(id))), root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
