package io.omnigraph.storage.nativelib;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One unpacked copy of the library per user, named by size and CRC of the jar's entry, so that
 * another version gets another copy and nobody has to read 181 MB to know which one it is.
 * Processes that unpack at the same time each write a file of their own and move it into place; all
 * see a whole file or none.
 */
final class NativeCache {
  static final String PROPERTY = "omnigraph.native.cache";

  private NativeCache() {}

  /** Folders to try, best first; the last is the one where every program may write. */
  static List<Path> folders(Path configured) {
    List<Path> folders = new ArrayList<>();
    if (configured != null) {
      folders.add(configured);
    }
    String property = System.getProperty(PROPERTY);
    if (property != null && !property.isEmpty()) {
      folders.add(Path.of(property));
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isEmpty()) {
      folders.add(Path.of(xdg, "omnigraph", "native"));
    }
    folders.add(Path.of(System.getProperty("user.home"), ".cache", "omnigraph", "native"));
    folders.add(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "omnigraph-native-" + System.getProperty("user.name")));
    return folders;
  }

  /** The library as a file: unpacked into {@code folder}, or where it is when it is in no jar. */
  static Path file(URL resource, Path folder) throws IOException {
    if (resource.getProtocol().equals("file")) {
      return Path.of(java.net.URI.create(resource.toString()));
    }
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false); // The cached jar would stay open for ever.
    long size = connection.getContentLengthLong();
    String key;
    if (connection instanceof JarURLConnection jar) {
      key = Long.toHexString(size) + "-" + Long.toHexString(jar.getJarEntry().getCrc());
    } else {
      key = Long.toHexString(size) + "-" + Integer.toHexString(resource.toString().hashCode());
    }
    String name = resource.getPath().substring(resource.getPath().lastIndexOf('/') + 1);
    Path target = folder.resolve(key).resolve(name);
    try (InputStream in = connection.getInputStream()) {
      if (!Files.isRegularFile(target) || (size > 0 && Files.size(target) != size)) {
        unpack(in, target);
      }
    }
    return target;
  }

  private static void unpack(InputStream in, Path target) throws IOException {
    Path folder = Files.createDirectories(target.getParent());
    Path part = Files.createTempFile(folder, target.getFileName().toString(), ".part");
    try {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      // Synced, so that a power cut cannot leave a file of the right size with wrong bytes.
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
