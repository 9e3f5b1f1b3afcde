package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.lance.LanceFailures.Meaning;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts as lance-core 7.0.0 writes them; guard tests provoke those that can be provoked. */
class LanceFailuresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Retryable commit conflict for version 8: This Update transaction was preempted by"
            + " concurrent transaction Delete at version 8. Please retry. | CONFLICT",
        "Incompatible transaction: This Append transaction is incompatible with concurrent"
            + " transaction Overwrite at version 5. | CONFLICT",
        "Commit conflict for version 8: Failed to commit the transaction after 1 retries. |"
            + " CONFLICT",
        "Too many concurrent writers. Attempted 0 retries. | CONFLICT",
        "Dataset already exists: /g/nodes/a | EXISTS",
        "Dataset at path g/nodes/a was not found: Not found: g/nodes/a/_versions | NOT_FOUND",
        "Ref not found error: branch x | NOT_FOUND",
        "Version not found error: version 5 not found | NOT_FOUND",
        "Ref conflict error: branch x has children | EXISTS",
        "Ref is invalid: a b | DEFECT",
        "LanceError(IO): Not found: g/nodes/a/data/x.lance, /w/rust/io.rs:1:2 | CORRUPT",
        "LanceError(IO): Generic memory error: Invalid range 0..0 for object of size 0 bytes |"
            + " CORRUPT",
        "LanceError(IO): file size is too small, /workspace/rust/lance-io/src/utils.rs:88:20 |"
            + " CORRUPT",
        "LanceError(IO): does not have sufficient data, len: 10 | CORRUPT",
        "LanceError(IO): failed to decode Protobuf message: invalid tag | CORRUPT",
        "LanceError(IO): does not end with the magic number | CORRUPT",
        "LanceError(IO): No such file or directory (os error 2) | CORRUPT",
        "[errno 22] CDataJniException{message=External error: Not found: x.lance} | CORRUPT",
        "LanceError(IO): No space left on device (os error 28), /w/writer.rs:310:9 | FULL",
        "LanceError(IO): Disk quota exceeded (os error 122) | FULL",
        "LanceError(IO): Permission denied (os error 13) | DENIED",
        "LanceError(IO): Read-only file system (os error 30) | DENIED",
        "Invalid user input: No field named x | DEFECT",
        "Append with different schema: fields did not match | DEFECT",
        "Encountered internal error. Please file a bug report | DEFECT",
        "something new | FAULT",
      })
  void readsTheBeginningOfTheText(String message, Meaning meaning) {
    assertThat(LanceFailures.meaning(new RuntimeException(message))).isEqualTo(meaning);
    assertThat(
            LanceFailures.meaning(new IllegalStateException("wrapped", new IOException(message))))
        .isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "LanceError(IO): No space left on device (os error 28), STORE_FULL",
    "LanceError(IO): Permission denied (os error 13), PERMISSION_DENIED",
    "LanceError(IO): file size is too small, DATA_CORRUPT",
    "Invalid user input: x, INTERNAL",
    "something new, STORAGE_FAULT",
  })
  void hasTheCodeAndNamesTheTable(String message, ErrorCode code) {
    IOException cause = new IOException(message);
    OmnigraphException failure = LanceFailures.exception("Table t", cause);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessageContaining("Table t").hasCause(cause);
  }

  @Test
  void leavesOutThePlaceInNativeSource() {
    IOException cause = new IOException("LanceError(IO): broken, /workspace/rust/a.rs:1:2\nmore");
    assertThat(LanceFailures.firstLine(cause)).isEqualTo("LanceError(IO): broken");
  }

  @Test
  void ourOwnExceptionsPassUnchanged() {
    OmnigraphException own = new OmnigraphException(ErrorCode.CANCELLED);
    assertThat(LanceFailures.exception("t", own)).isSameAs(own);
  }
}
