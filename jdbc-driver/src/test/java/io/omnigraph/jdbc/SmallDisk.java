package io.omnigraph.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory, small enough to be filled; only root can mount it. */
record SmallDisk(Path folder) implements AutoCloseable {
  /** The smallest piece of space that the file system gives out. */
  private static final int BLOCK = 4096;

  /** Mounts one over an empty folder, or aborts the test where that is not allowed. */
  static SmallDisk mount(Path folder) throws IOException, InterruptedException {
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.toString());
    Assumptions.assumeTrue(mounted, "this process may mount a file system");
    return new SmallDisk(folder);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** Takes all space but that many blocks. */
  void leave(int blocks) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast())) {
      long fill = Files.getFileStore(folder).getUsableSpace() - (long) blocks * BLOCK;
      byte[] block = new byte[BLOCK];
      for (long at = 0; at + BLOCK <= fill; at += BLOCK) {
        out.write(block);
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  /** Whether it could be made read-only: not while a file on it is open for writing. */
  boolean writable(boolean writable) throws IOException, InterruptedException {
    return run("mount", "-o", "remount," + (writable ? "rw" : "ro"), folder.toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (!run("umount", folder.toString()) && !run("umount", "-l", folder.toString())) {
      throw new IOException("Still mounted: " + folder);
    }
  }
}
