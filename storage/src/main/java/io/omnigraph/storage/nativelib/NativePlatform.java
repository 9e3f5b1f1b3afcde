package io.omnigraph.storage.nativelib;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Locale;

/** Where the library for this machine lies inside Lance's jar. */
final class NativePlatform {
  private NativePlatform() {}

  static String resource() {
    return resource(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static String resource(String os, String architecture) {
    String system = os.toLowerCase(Locale.ROOT);
    boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
    boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
    if (system.contains("linux") && (arm || intel)) {
      return "nativelib/" + (arm ? "linux-aarch64" : "linux-x86-64") + "/liblance_jni.so";
    }
    if (system.contains("mac") && arm) {
      return "nativelib/darwin-aarch64/liblance_jni.dylib";
    }
    throw new OmnigraphException(
        ErrorCode.NATIVE_LIBRARY,
        "there is none for " + os + " on " + architecture,
        "Use Linux on x86-64 or aarch64, or macOS on Apple silicon.");
  }
}
