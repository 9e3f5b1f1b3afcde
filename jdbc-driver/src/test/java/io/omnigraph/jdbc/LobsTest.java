package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.jdbc.types.BytesBlob;
import io.omnigraph.jdbc.types.TextClob;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class LobsTest {
  @Test
  void blobReadsAndWritesByPositionsFromOne() throws Exception {
    byte[] shared = {1, 2, 3, 4};
    BytesBlob blob = new BytesBlob(shared);
    assertThat(blob.getBytes(2, 2)).containsExactly(2, 3);
    assertThat(blob.getBytes(5, 9)).isEmpty();
    assertThat(blob.position(new byte[] {3, 4}, 1)).isEqualTo(3);
    assertThat(blob.position(new byte[] {9}, 1)).isEqualTo(-1);
    assertThat(blob.getBinaryStream(2, 2).readAllBytes()).containsExactly(2, 3);
    assertThat(blob.setBytes(4, new byte[] {7, 8})).isEqualTo(2);
    assertThat(blob.getBytes(1, 9)).containsExactly(1, 2, 3, 7, 8);
    assertThat(shared).containsExactly(1, 2, 3, 4);
    blob.truncate(1);
    try (OutputStream out = blob.setBinaryStream(2)) {
      out.write(5);
    }
    assertThat(blob.getBytes(1, 9)).containsExactly(1, 5);
    assertThatThrownBy(() -> blob.getBytes(0, 1)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> blob.getBinaryStream(1, 3)).isInstanceOf(SQLException.class);
    blob.free();
    assertThatThrownBy(blob::length).isInstanceOf(SQLException.class);
  }

  @Test
  void clobReadsAndWritesByPositionsFromOne() throws Exception {
    TextClob clob = new TextClob("hello");
    assertThat(clob.getSubString(2, 3)).isEqualTo("ell");
    assertThat(clob.position("l", 4)).isEqualTo(4);
    assertThat(clob.setString(5, "p!", 0, 2)).isEqualTo(2);
    assertThat(clob.getSubString(1, 9)).isEqualTo("hellp!");
    try (Writer out = clob.setCharacterStream(1)) {
      out.write("J");
    }
    assertThat(clob.getCharacterStream(1, 2).read()).isEqualTo('J');
    clob.truncate(2);
    assertThat(clob.length()).isEqualTo(2);
    assertThat(new String(clob.getAsciiStream().readAllBytes(), StandardCharsets.US_ASCII))
        .isEqualTo("Je");
    assertThatThrownBy(() -> clob.truncate(3)).isInstanceOf(SQLException.class);
    clob.free();
    assertThatThrownBy(clob::getCharacterStream).isInstanceOf(SQLException.class);
  }
}
