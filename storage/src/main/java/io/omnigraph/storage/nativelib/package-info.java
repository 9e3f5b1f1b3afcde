/**
 * Makes Lance's native library usable without JVM flags and without unpacking it at each start.
 * Must not know tables. Start at {@link io.omnigraph.storage.nativelib.NativeLibrary}.
 */
package io.omnigraph.storage.nativelib;
