package io.omnigraph.storage.nativelib;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The class file of our {@code org.lance.JniLoader}. Lance's own unpacks 181 MB at each start; this
 * one, defined in Lance's class loader before Lance is used, loads only what it is told to:
 *
 * <pre>{@code
 * public class JniLoader {
 *   public static void ensureLoaded() {}
 *   static native void initLanceLogger();
 *   public static void load(String file) { System.load(file); initLanceLogger(); }
 * }
 * }</pre>
 *
 * <p>Written byte by byte because a source file of that name would shadow Lance's class in every
 * build that has both. No branches, hence no stack maps.
 */
final class LoaderClassFile {
  private static final int JAVA_8 = 52;
  private static final int PUBLIC_STATIC = 0x0009;
  private static final int STATIC_NATIVE = 0x0108;

  // Constant pool indices, as listed in pool().
  private static final int THIS_CLASS = 2;
  private static final int OBJECT_CLASS = 4;
  private static final int SYSTEM_LOAD = 10;
  private static final int STRING_VOID = 8;
  private static final int ENSURE_LOADED = 11;
  private static final int VOID = 12;
  private static final int INIT_LOGGER = 13;
  private static final int LOAD = 7;
  private static final int CODE = 14;
  private static final int CALL_INIT_LOGGER = 16;

  private LoaderClassFile() {}

  static byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A String is a UTF-8 entry; numbers are tag and operands of another entry. */
  private static Object[] pool() {
    return new Object[] {
      "org/lance/JniLoader", // 1
      new int[] {7, 1}, // 2: this class
      "java/lang/Object", // 3
      new int[] {7, 3}, // 4: its super class
      "java/lang/System", // 5
      new int[] {7, 5}, // 6
      "load", // 7
      "(Ljava/lang/String;)V", // 8
      new int[] {12, 7, 8}, // 9
      new int[] {10, 6, 9}, // 10: System.load(String)
      "ensureLoaded", // 11
      "()V", // 12
      "initLanceLogger", // 13
      "Code", // 14
      new int[] {12, 13, 12}, // 15
      new int[] {10, 2, 15}, // 16: initLanceLogger()
    };
  }

  private static void write(DataOutputStream out) throws IOException {
    out.writeInt(0xCAFEBABE);
    out.writeInt(JAVA_8);
    Object[] pool = pool();
    out.writeShort(pool.length + 1);
    for (Object entry : pool) {
      writeEntry(out, entry);
    }
    out.writeShort(0x21); // public, super
    out.writeShort(THIS_CLASS);
    out.writeShort(OBJECT_CLASS);
    out.writeShort(0); // interfaces
    out.writeShort(0); // fields
    out.writeShort(3); // methods
    writeMethod(out, ENSURE_LOADED, VOID, 0, new int[] {0xb1});
    out.writeShort(STATIC_NATIVE);
    out.writeShort(INIT_LOGGER);
    out.writeShort(VOID);
    out.writeShort(0);
    // aload_0, invokestatic load, invokestatic initLanceLogger, return
    writeMethod(
        out,
        LOAD,
        STRING_VOID,
        1,
        new int[] {0x2a, 0xb8, 0, SYSTEM_LOAD, 0xb8, 0, CALL_INIT_LOGGER, 0xb1});
    out.writeShort(0); // class attributes
  }

  private static void writeEntry(DataOutputStream out, Object entry) throws IOException {
    if (entry instanceof String text) {
      out.writeByte(1);
      out.writeUTF(text);
    } else {
      int[] numbers = (int[]) entry;
      out.writeByte(numbers[0]);
      for (int i = 1; i < numbers.length; i++) {
        out.writeShort(numbers[i]);
      }
    }
  }

  private static void writeMethod(
      DataOutputStream out, int name, int descriptor, int slots, int[] code) throws IOException {
    out.writeShort(PUBLIC_STATIC);
    out.writeShort(name);
    out.writeShort(descriptor);
    out.writeShort(1); // attributes
    out.writeShort(CODE);
    out.writeInt(12 + code.length);
    out.writeShort(slots); // stack
    out.writeShort(slots); // locals
    out.writeInt(code.length);
    for (int opcode : code) {
      out.writeByte(opcode);
    }
    out.writeShort(0); // exception table
    out.writeShort(0); // attributes of the code
  }
}
