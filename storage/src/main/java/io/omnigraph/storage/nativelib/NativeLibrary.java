package io.omnigraph.storage.nativelib;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.lance.Ref;

/**
 * Loads Lance, once per process. The steps, in the order they must have: open {@code java.nio} for
 * Arrow; set the C environment that the library reads when it starts; put our loader class into the
 * place of Lance's; load the library from the cache. Times in docs/durability.md.
 */
public final class NativeLibrary {
  /** A full-text index build waits for itself for ever when the library's pool has one thread. */
  private static final int LEAST_THREADS = 2;

  /** The library leaves two cores to others when it sizes its pool. */
  private static final int CORES_LEFT_FREE = 2;

  private static boolean loaded;
  private static boolean threadsEnough;

  private NativeLibrary() {}

  /**
   * Returns when the library can be used. The first call decides where it is unpacked.
   *
   * @param cache folder for the unpacked library, or null for the user's cache folder
   */
  public static synchronized void load(Path cache) {
    if (loaded) {
      return;
    }
    openNio();
    threadsEnough =
        Runtime.getRuntime().availableProcessors() - CORES_LEFT_FREE >= LEAST_THREADS
            || NativeEnvironment.setIfAbsent("LANCE_CPU_THREADS", Integer.toString(LEAST_THREADS));
    NativeEnvironment.setIfAbsent("LANCE_LOG", "error");
    // Ref has no static initialiser: naming it does not start Lance's own loader.
    loadInto(Ref.class, NativeCache.folders(cache));
    loaded = true;
  }

  /** Whether the library's pool has the threads that building a full-text index needs. */
  public static synchronized boolean canBuildFullTextIndex() {
    return loaded && threadsEnough;
  }

  private static void openNio() {
    try {
      TrustedLookup.openNio(org.apache.arrow.memory.BufferAllocator.class);
    } catch (Throwable e) {
      throw failure("java.nio cannot be opened on this JVM", "Start it with " + TrustedLookup.FLAG)
          .causedBy(e);
    }
  }

  private static void loadInto(Class<?> host, List<Path> folders) {
    Class<?> loader;
    MethodHandles.Lookup lookup;
    try {
      lookup = MethodHandles.privateLookupIn(host, MethodHandles.lookup());
      loader = lookup.defineClass(LoaderClassFile.bytes());
    } catch (LinkageError e) {
      return; // The application used Lance before us; it has loaded its own copy.
    } catch (IllegalAccessException e) {
      throw failure(e.getMessage(), "Put the driver and Lance on the class path.").causedBy(e);
    }
    String name = NativePlatform.resource();
    URL resource = host.getClassLoader().getResource(name);
    if (resource == null) {
      throw failure(name + " is not on the class path", "Add lance-core, whole.");
    }
    OmnigraphException failure = null;
    for (Path folder : folders) {
      try {
        Path file = NativeCache.file(resource, folder);
        lookup
            .findStatic(loader, "load", MethodType.methodType(void.class, String.class))
            .invoke(file.toAbsolutePath().toString());
        return;
      } catch (IOException | UnsatisfiedLinkError e) {
        // Not writable, full, or mounted without exec: the next folder may do.
        OmnigraphException next =
            failure(
                folder + ": " + e.getMessage(),
                "Set the property "
                    + NativeCache.PROPERTY
                    + " to a folder on a disk that may hold"
                    + " programs.");
        next.causedBy(e);
        if (failure != null) {
          next.addSuppressed(failure);
        }
        failure = next;
      } catch (Throwable e) {
        throw failure(String.valueOf(e.getMessage()), "").causedBy(e);
      }
    }
    throw failure == null ? failure("no folder to unpack it to", "") : failure;
  }

  private static OmnigraphException failure(String what, String remedy) {
    return new OmnigraphException(ErrorCode.NATIVE_LIBRARY, what, remedy);
  }
}
