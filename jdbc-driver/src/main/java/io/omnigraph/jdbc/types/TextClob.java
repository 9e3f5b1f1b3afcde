package io.omnigraph.jdbc.types;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.storage.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;

/** A Clob or NClob in memory; changes touch this object only. Not thread-safe. */
public final class TextClob implements NClob {
  // Null once freed.
  private String text;

  public TextClob(String text) {
    this.text = text;
  }

  String text() throws SQLException {
    if (text == null) {
      throw SqlErrors.of(ErrorCode.OBJECT_CLOSED, "Clob");
    }
    return text;
  }

  @Override
  public long length() throws SQLException {
    return text().length();
  }

  @Override
  public String getSubString(long pos, int length) throws SQLException {
    int from = LobRange.start(pos, text().length());
    LobRange.length(length);
    return text.substring(from, from + Math.min(length, text.length() - from));
  }

  @Override
  public Reader getCharacterStream() throws SQLException {
    return new StringReader(text());
  }

  @Override
  public Reader getCharacterStream(long pos, long length) throws SQLException {
    int from = LobRange.start(pos, text().length());
    return new StringReader(
        text.substring(from, from + LobRange.exact(from, length, text.length())));
  }

  @Override
  public InputStream getAsciiStream() throws SQLException {
    return new ByteArrayInputStream(text().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public long position(String pattern, long start) throws SQLException {
    int found = text().indexOf(pattern, LobRange.start(start, text().length()));
    return found < 0 ? -1 : found + 1L;
  }

  @Override
  public long position(Clob pattern, long start) throws SQLException {
    return position(pattern.getSubString(1, (int) pattern.length()), start);
  }

  @Override
  public int setString(long pos, String source) throws SQLException {
    int at = LobRange.start(pos, text().length());
    int end = Math.min(text.length(), at + source.length());
    text = text.substring(0, at) + source + text.substring(end);
    return source.length();
  }

  @Override
  public int setString(long pos, String source, int offset, int len) throws SQLException {
    LobRange.exact(offset, len, source.length());
    return setString(pos, source.substring(offset, offset + len));
  }

  @Override
  public Writer setCharacterStream(long pos) throws SQLException {
    LobRange.start(pos, text().length());
    return new StringWriter() {
      private long at = pos;

      @Override
      public void flush() {
        try {
          at += setString(at, toString());
          getBuffer().setLength(0);
        } catch (SQLException e) {
          throw new java.io.UncheckedIOException(new IOException(e));
        }
      }

      @Override
      public void close() {
        flush();
      }
    };
  }

  @Override
  public OutputStream setAsciiStream(long pos) throws SQLException {
    LobRange.start(pos, text().length());
    return new ByteArrayOutputStream() {
      private long at = pos;

      @Override
      public void flush() throws IOException {
        try {
          at += setString(at, toString(StandardCharsets.US_ASCII));
          reset();
        } catch (SQLException e) {
          throw new IOException(e);
        }
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  @Override
  public void truncate(long len) throws SQLException {
    text = text().substring(0, LobRange.exact(0, len, text.length()));
  }

  @Override
  public void free() {
    text = null;
  }
}
