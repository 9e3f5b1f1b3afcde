package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.FileFailure;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an exception of Lance means. It has no exception classes of its own, so the beginning of the
 * message decides; this table is the only place that reads messages. The ends of the texts name
 * lines of native source and change with each release.
 */
final class LanceFailures {
  /** What a failed call means for the caller. */
  enum Meaning {
    /** Another commit was first, or won the race for the version number. */
    CONFLICT,
    /** Nothing is at this path, or not this version. */
    NOT_FOUND,
    EXISTS,
    /** A file is missing, torn or not what its name says. */
    CORRUPT,
    FULL,
    DENIED,
    /** We asked for something wrong. */
    DEFECT,
    /** Reading or writing failed, for a reason the text does not tell. */
    FAULT
  }

  private record Text(Match match, String text, Meaning meaning) {
    boolean matches(String message) {
      return match == Match.START ? message.startsWith(text) : message.contains(text);
    }
  }

  private enum Match {
    START,
    ANYWHERE
  }

  /** First match wins. */
  private static final List<Text> TEXTS =
      List.of(
          new Text(Match.START, "Retryable commit conflict", Meaning.CONFLICT),
          new Text(Match.START, "Incompatible transaction", Meaning.CONFLICT),
          new Text(Match.START, "Commit conflict for version", Meaning.CONFLICT),
          new Text(Match.START, "Too many concurrent writers", Meaning.CONFLICT),
          new Text(Match.ANYWHERE, "No space left on device", Meaning.FULL),
          new Text(Match.ANYWHERE, "Disk quota exceeded", Meaning.FULL),
          new Text(Match.ANYWHERE, "Permission denied", Meaning.DENIED),
          new Text(Match.ANYWHERE, "Read-only file system", Meaning.DENIED),
          new Text(Match.START, "Dataset already exists: ", Meaning.EXISTS),
          new Text(Match.START, "Dataset at path ", Meaning.NOT_FOUND),
          new Text(Match.START, "Ref not found error: ", Meaning.NOT_FOUND),
          new Text(Match.START, "Version not found error: ", Meaning.NOT_FOUND),
          new Text(Match.START, "Ref conflict error: ", Meaning.EXISTS),
          new Text(Match.START, "Ref is invalid: ", Meaning.DEFECT),
          new Text(Match.ANYWHERE, "Not found: ", Meaning.CORRUPT),
          new Text(Match.ANYWHERE, "No such file or directory", Meaning.CORRUPT),
          new Text(Match.ANYWHERE, "Invalid range", Meaning.CORRUPT),
          new Text(Match.ANYWHERE, "file size is too small", Meaning.CORRUPT),
          new Text(Match.ANYWHERE, "does not have sufficient data", Meaning.CORRUPT),
          new Text(Match.ANYWHERE, "failed to decode Protobuf message", Meaning.CORRUPT),
          new Text(Match.ANYWHERE, "does not end with the magic", Meaning.CORRUPT),
          new Text(Match.ANYWHERE, "does not appear to be a Lance file", Meaning.CORRUPT),
          new Text(Match.START, "Invalid user input: ", Meaning.DEFECT),
          new Text(Match.START, "Append with different schema", Meaning.DEFECT),
          new Text(Match.START, "Encountered internal error", Meaning.DEFECT));

  private static final Pattern SOURCE_PLACE = Pattern.compile(", \\S+\\.rs:\\d+:\\d+$");

  private LanceFailures() {}

  static Meaning meaning(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      for (Text text : TEXTS) {
        if (text.matches(message)) {
          return text.meaning;
        }
      }
    }
    return Meaning.FAULT;
  }

  /**
   * The exception to throw for a failed call.
   *
   * @param what table, branch or file that was worked on, as the user knows it
   */
  static OmnigraphException exception(String what, Throwable failure) {
    if (failure instanceof OmnigraphException own) {
      return own;
    }
    String text = firstLine(failure);
    return switch (meaning(failure)) {
      case CONFLICT ->
          new OmnigraphException(ErrorCode.STORAGE_FAULT, what, text).causedBy(failure);
      case NOT_FOUND, CORRUPT ->
          new OmnigraphException(ErrorCode.DATA_CORRUPT, what, text).causedBy(failure);
      case FULL -> new OmnigraphException(ErrorCode.STORE_FULL, what, text).causedBy(failure);
      case DENIED -> new OmnigraphException(ErrorCode.PERMISSION_DENIED, what).causedBy(failure);
      case EXISTS, DEFECT ->
          new OmnigraphException(ErrorCode.INTERNAL, what + ": " + text).causedBy(failure);
      case FAULT ->
          new OmnigraphException(FileFailure.ofSystemText(text), what, text).causedBy(failure);
    };
  }

  /** The first line, without the place in native source that says it. */
  static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    int end = message.indexOf('\n');
    return SOURCE_PLACE.matcher(end < 0 ? message : message.substring(0, end)).replaceFirst("");
  }
}
