package io.omnigraph.jdbc.types;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;

/** Reads what a caller gives as a stream, a reader or a LOB into one value. */
public final class Lobs {
  private static final int CHUNK = 8192;

  private Lobs() {}

  static Object drain(Object lob) throws SQLException {
    if (lob instanceof TextClob clob) {
      return clob.text();
    }
    if (lob instanceof Clob clob) {
      return text(clob.getCharacterStream(), -1);
    }
    return lob instanceof BytesBlob blob ? blob.bytes() : bytes(((Blob) lob).getBinaryStream(), -1);
  }

  static Object drainStream(Object stream) throws SQLException {
    return stream instanceof Reader reader ? text(reader, -1) : bytes((InputStream) stream, -1);
  }

  /**
   * @param length as the caller promised, or -1 for all there is
   */
  public static byte[] bytes(InputStream in, long length) throws SQLException {
    if (in == null) {
      return null;
    }
    checkLength(length);
    try {
      byte[] read = length < 0 ? in.readAllBytes() : in.readNBytes((int) length);
      checkRead(read.length, length);
      return read;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  public static String text(Reader in, long length) throws SQLException {
    if (in == null) {
      return null;
    }
    checkLength(length);
    StringBuilder text = new StringBuilder();
    char[] chunk = new char[CHUNK];
    long left = length < 0 ? Long.MAX_VALUE : length;
    try {
      while (left > 0) {
        int read = in.read(chunk, 0, (int) Math.min(left, chunk.length));
        if (read < 0) {
          break;
        }
        text.append(chunk, 0, read);
        left -= read;
      }
    } catch (IOException e) {
      throw failed(e);
    }
    checkRead(text.length(), length);
    return text.toString();
  }

  public static String text(InputStream in, long length, Charset charset) throws SQLException {
    byte[] bytes = bytes(in, length);
    return bytes == null ? null : new String(bytes, charset);
  }

  private static void checkLength(long length) throws SQLException {
    if (length < -1 || length > Integer.MAX_VALUE) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID, "A length of " + length + " is not possible.");
    }
  }

  private static void checkRead(long read, long promised) throws SQLException {
    if (promised >= 0 && read < promised) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID,
          "The stream ended after " + read + " of " + promised + ". Give its true length.");
    }
  }

  private static SQLException failed(IOException cause) {
    return SqlErrors.of(
        new OmnigraphException(
                ErrorCode.PARAMETER_INVALID, "The stream of a parameter failed: " + cause)
            .causedBy(cause));
  }
}
