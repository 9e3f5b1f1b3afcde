package io.omnigraph.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileFailureTest {
  @Test
  void knowsTheCodeByClassAndBySystemText() {
    assertCode(new AccessDeniedException("/x"), ErrorCode.PERMISSION_DENIED);
    assertCode(new NoSuchFileException("/x"), ErrorCode.DATA_CORRUPT);
    assertCode(new IOException("No space left on device"), ErrorCode.STORE_FULL);
    assertCode(new FileSystemException("/x", null, "Disk quota exceeded"), ErrorCode.STORE_FULL);
    assertCode(
        new FileSystemException("/x", null, "Read-only file system"), ErrorCode.PERMISSION_DENIED);
    assertCode(new IOException("Input/output error"), ErrorCode.STORAGE_FAULT);
    assertCode(new IOException(), ErrorCode.STORAGE_FAULT);
  }

  private static void assertCode(IOException cause, ErrorCode code) {
    OmnigraphException failure = FileFailure.of("/graph/file", cause);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessageContaining("/graph/file").hasCause(cause);
  }
}
