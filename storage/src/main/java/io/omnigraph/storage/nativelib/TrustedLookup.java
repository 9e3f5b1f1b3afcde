package io.omnigraph.storage.nativelib;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/**
 * The JDK's all-powerful lookup. Arrow needs {@code java.nio} opened, which otherwise takes a JVM
 * flag; a JDBC driver cannot ask its users for one.
 */
final class TrustedLookup {
  static final String FLAG = "--add-opens=java.base/java.nio=ALL-UNNAMED";

  private TrustedLookup() {}

  /** The one instance of {@code sun.misc.Unsafe}; by reflection, as javac warns of its name. */
  static Object unsafe() throws ReflectiveOperationException {
    Field self = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
    self.setAccessible(true);
    return self.get(null);
  }

  static MethodHandles.Lookup lookup() throws ReflectiveOperationException {
    Object unsafe = unsafe();
    Class<?> type = unsafe.getClass();
    Field field = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
    Object base = type.getMethod("staticFieldBase", Field.class).invoke(unsafe, field);
    Object offset = type.getMethod("staticFieldOffset", Field.class).invoke(unsafe, field);
    return (MethodHandles.Lookup)
        type.getMethod("getObject", Object.class, long.class).invoke(unsafe, base, offset);
  }

  /** Opens java.nio to the module of {@code user}, where Arrow must be too. */
  static void openNio(Class<?> user) throws Throwable {
    Module base = Object.class.getModule();
    Module target = user.getModule();
    if (!base.isOpen("java.nio", target)) {
      lookup()
          .findVirtual(
              Module.class,
              "implAddOpens",
              MethodType.methodType(void.class, String.class, Module.class))
          .invoke(base, "java.nio", target);
    }
  }
}
