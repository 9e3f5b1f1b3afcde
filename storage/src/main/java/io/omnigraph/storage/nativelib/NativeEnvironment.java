package io.omnigraph.storage.nativelib;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes variables into the C environment of this process, where the native library reads its
 * settings once. {@code System.getenv} does not see them. Call before the library is loaded.
 */
final class NativeEnvironment {
  private static final int FOREIGN_MEMORY_FINAL = 22;

  private NativeEnvironment() {}

  /** Sets a variable unless the user has set it; false when this JVM gives no way to. */
  static boolean setIfAbsent(String name, String value) {
    if (System.getenv(name) != null) {
      return true;
    }
    try {
      if (Runtime.version().feature() >= FOREIGN_MEMORY_FINAL) {
        callSetenv(name, value);
      } else {
        prependToEnviron(name, value);
      }
      return true;
    } catch (Throwable e) {
      // A setting is lost, nothing more; who depends on it asks for the answer of this method.
      return false;
    }
  }

  /** {@code setenv(name, value, 0)} through java.lang.foreign, by reflection: we compile for 17. */
  private static void callSetenv(String name, String value) throws Throwable {
    Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
    Class<?> lookupType = Class.forName("java.lang.foreign.SymbolLookup");
    Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
    Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
    Class<?> valueLayout = Class.forName("java.lang.foreign.ValueLayout");
    Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
    Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
    Class<?> arenaType = Class.forName("java.lang.foreign.Arena");

    Object linker = linkerType.getMethod("nativeLinker").invoke(null);
    Object symbols = linkerType.getMethod("defaultLookup").invoke(linker);
    Optional<?> setenv =
        (Optional<?>) lookupType.getMethod("find", String.class).invoke(symbols, "setenv");
    Object address = valueLayout.getField("ADDRESS").get(null);
    Object integer = valueLayout.getField("JAVA_INT").get(null);
    Object arguments = java.lang.reflect.Array.newInstance(layoutType, 3);
    java.lang.reflect.Array.set(arguments, 0, address);
    java.lang.reflect.Array.set(arguments, 1, address);
    java.lang.reflect.Array.set(arguments, 2, integer);
    Object descriptor =
        descriptorType
            .getMethod("of", layoutType, arguments.getClass())
            .invoke(null, integer, arguments);
    Object noOptions = java.lang.reflect.Array.newInstance(optionType, 0);
    MethodHandle handle =
        (MethodHandle)
            linkerType
                .getMethod("downcallHandle", segmentType, descriptorType, noOptions.getClass())
                .invoke(linker, setenv.orElseThrow(), descriptor, noOptions);
    Object arena = arenaType.getMethod("global").invoke(null);
    Method allocate = arenaType.getMethod("allocateFrom", String.class);
    handle.invokeWithArguments(allocate.invoke(arena, name), allocate.invoke(arena, value), 0);
  }

  /** Replaces the array behind the C symbol {@code environ} by a copy with one more entry. */
  private static void prependToEnviron(String name, String value) throws Throwable {
    Files.exists(Path.of("/")); // Loads libnio: the symbol is looked up in loaded libraries only.
    long symbol =
        (long)
            TrustedLookup.lookup()
                .findStatic(
                    ClassLoader.class,
                    "findNative",
                    MethodType.methodType(long.class, ClassLoader.class, String.class))
                .invoke((ClassLoader) null, "environ");
    if (symbol == 0) {
      throw new UnsupportedOperationException("environ");
    }
    Object unsafe = TrustedLookup.unsafe();
    Class<?> type = unsafe.getClass();
    Method get = type.getMethod("getAddress", long.class);
    Method put = type.getMethod("putAddress", long.class, long.class);
    Method allocate = type.getMethod("allocateMemory", long.class);
    Method putByte = type.getMethod("putByte", long.class, byte.class);

    long old = (long) get.invoke(unsafe, symbol);
    int count = 0;
    while ((long) get.invoke(unsafe, old + 8L * count) != 0) {
      count++;
    }
    // Neither block is ever freed: together they are the environment from now on.
    byte[] text = (name + "=" + value + "\0").getBytes(StandardCharsets.UTF_8);
    long copy = (long) allocate.invoke(unsafe, (long) text.length);
    for (int i = 0; i < text.length; i++) {
      putByte.invoke(unsafe, copy + i, text[i]);
    }
    long entries = (long) allocate.invoke(unsafe, 8L * (count + 2));
    put.invoke(unsafe, entries, copy);
    for (int i = 0; i <= count; i++) { // The last entry is the 0 that ends the list.
      put.invoke(unsafe, entries + 8L * (i + 1), get.invoke(unsafe, old + 8L * i));
    }
    put.invoke(unsafe, symbol, entries);
  }
}
