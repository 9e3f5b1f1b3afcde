package io.omnigraph.storage.file;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** The error code of a failed file operation, by exception class and by the system's error text. */
public final class FileFailure {
  private FileFailure() {}

  /** An exception to throw; {@code what} is the file or folder that was worked on. */
  public static OmnigraphException of(Object what, IOException cause) {
    return new OmnigraphException(code(cause), values(what, cause)).causedBy(cause);
  }

  private static Object[] values(Object what, IOException cause) {
    return code(cause) == ErrorCode.PERMISSION_DENIED
        ? new Object[] {what}
        : new Object[] {what, reason(cause)};
  }

  private static ErrorCode code(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return ErrorCode.PERMISSION_DENIED;
    }
    if (cause instanceof NoSuchFileException
        || cause instanceof FileNotFoundException
        || cause instanceof NotDirectoryException
        || cause instanceof CharacterCodingException) {
      return ErrorCode.DATA_CORRUPT;
    }
    return ofSystemText(reason(cause));
  }

  /** By the texts of the C library, which the JDK and the native side both pass on. */
  public static ErrorCode ofSystemText(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left on device")
        || lower.contains("disk quota exceeded")
        || lower.contains("file too large")) {
      return ErrorCode.STORE_FULL;
    }
    if (lower.contains("permission denied")
        || lower.contains("read-only file system")
        || lower.contains("operation not permitted")) {
      return ErrorCode.PERMISSION_DENIED;
    }
    return ErrorCode.STORAGE_FAULT;
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    if (cause instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    if (cause instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    if (cause instanceof NoSuchFileException) {
      return "there is no such file";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
