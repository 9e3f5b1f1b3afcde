package io.omnigraph.jdbc.types;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.Arrays;

/** A Blob in memory; changes touch this object only. Not thread-safe. */
public final class BytesBlob implements Blob {
  // Null once freed. Copied before the first change, since a result may share it.
  private byte[] bytes;
  private boolean owned;

  public BytesBlob(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() throws SQLException {
    if (bytes == null) {
      throw SqlErrors.of(ErrorCode.OBJECT_CLOSED, "Blob");
    }
    return bytes;
  }

  @Override
  public long length() throws SQLException {
    return bytes().length;
  }

  @Override
  public byte[] getBytes(long pos, int length) throws SQLException {
    int from = LobRange.start(pos, bytes().length);
    LobRange.length(length);
    return Arrays.copyOfRange(bytes, from, from + Math.min(length, bytes.length - from));
  }

  @Override
  public InputStream getBinaryStream() throws SQLException {
    return new ByteArrayInputStream(bytes());
  }

  @Override
  public InputStream getBinaryStream(long pos, long length) throws SQLException {
    int from = LobRange.start(pos, bytes().length);
    return new ByteArrayInputStream(bytes, from, LobRange.exact(from, length, bytes.length));
  }

  @Override
  public long position(byte[] pattern, long start) throws SQLException {
    int from = LobRange.start(start, bytes().length);
    for (int i = from; i + pattern.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
        return i + 1L;
      }
    }
    return -1;
  }

  @Override
  public long position(Blob pattern, long start) throws SQLException {
    return position(pattern.getBytes(1, (int) pattern.length()), start);
  }

  @Override
  public int setBytes(long pos, byte[] source) throws SQLException {
    return setBytes(pos, source, 0, source.length);
  }

  @Override
  public int setBytes(long pos, byte[] source, int offset, int len) throws SQLException {
    int at = LobRange.start(pos, bytes().length);
    LobRange.exact(offset, len, source.length);
    if (!owned || at + len > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length, at + len));
      owned = true;
    }
    System.arraycopy(source, offset, bytes, at, len);
    return len;
  }

  @Override
  public OutputStream setBinaryStream(long pos) throws SQLException {
    LobRange.start(pos, bytes().length);
    return new ByteArrayOutputStream() {
      private long at = pos;

      @Override
      public void flush() throws java.io.IOException {
        try {
          at += setBytes(at, toByteArray());
          reset();
        } catch (SQLException e) {
          throw new java.io.IOException(e);
        }
      }

      @Override
      public void close() throws java.io.IOException {
        flush();
      }
    };
  }

  @Override
  public void truncate(long len) throws SQLException {
    bytes = Arrays.copyOf(bytes(), LobRange.exact(0, len, bytes.length));
    owned = true;
  }

  @Override
  public void free() {
    bytes = null;
  }
}
