package io.omnigraph.sql.kernel;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Functions of texts, counted in code points. All are strict. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class TextFunctions {
  /** Characters of a text that a function may make longer than its argument. */
  private static final int MAX_LENGTH = 1 << 24;

  private TextFunctions() {}

  static final Map<String, RowFunction> BY_NAME =
      Map.ofEntries(
          Map.entry("UPPER", (a, e) -> text(a[0]).toUpperCase(Locale.ROOT)),
          Map.entry("LOWER", (a, e) -> text(a[0]).toLowerCase(Locale.ROOT)),
          Map.entry("||", (a, e) -> concat(a)),
          Map.entry("CHAR_LENGTH", (a, e) -> length(text(a[0]))),
          Map.entry("CHARACTER_LENGTH", (a, e) -> length(text(a[0]))),
          Map.entry("LENGTH", (a, e) -> length(text(a[0]))),
          Map.entry("OCTET_LENGTH", (a, e) -> octets(a[0])),
          Map.entry("SUBSTRING", (a, e) -> substring(a)),
          Map.entry("SUBSTR", (a, e) -> substring(a)),
          Map.entry("POSITION", (a, e) -> position(a)),
          Map.entry("STRPOS", (a, e) -> find(text(a[0]), text(a[1]), 1)),
          Map.entry("REPLACE", (a, e) -> text(a[0]).replace(text(a[1]), text(a[2]))),
          Map.entry("REVERSE", (a, e) -> new StringBuilder(text(a[0])).reverse().toString()),
          Map.entry("LEFT", (a, e) -> cut(text(a[0]), 1, Math.max(0, number(a[1])))),
          Map.entry("RIGHT", (a, e) -> right(text(a[0]), number(a[1]))),
          Map.entry("LPAD", (a, e) -> pad(a, true)),
          Map.entry("RPAD", (a, e) -> pad(a, false)),
          Map.entry("REPEAT", (a, e) -> repeat(text(a[0]), number(a[1]))),
          Map.entry("INITCAP", (a, e) -> initCap(text(a[0]))),
          Map.entry(
              "ASCII", (a, e) -> text(a[0]).isEmpty() ? 0L : (long) text(a[0]).codePointAt(0)),
          Map.entry("CHR", (a, e) -> character(number(a[0]))),
          Map.entry("STARTS_WITH", (a, e) -> text(a[0]).startsWith(text(a[1]))),
          Map.entry("ENDS_WITH", (a, e) -> text(a[0]).endsWith(text(a[1]))),
          Map.entry("REGEXP_LIKE", (a, e) -> regex(text(a[1])).matcher(text(a[0])).find()),
          Map.entry("SPLIT_PART", (a, e) -> splitPart(text(a[0]), text(a[1]), number(a[2]))),
          Map.entry("OVERLAY", (a, e) -> overlay(a)));

  /** TRIM(BOTH | LEADING | TRAILING set FROM text). */
  static String trim(String text, String set, boolean leading, boolean trailing) {
    int from = 0;
    int to = text.length();
    while (leading && from < to && set.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (trailing && to > from && set.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String text(Object value) {
    return (String) value;
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static Object length(String text) {
    return (long) text.codePointCount(0, text.length());
  }

  private static Object octets(Object value) {
    return value instanceof byte[] bytes
        ? (long) bytes.length
        : (long) text(value).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
  }

  private static Object concat(Object[] parts) {
    if (parts[0] instanceof byte[] first) {
      byte[] second = (byte[]) parts[1];
      byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }
    StringBuilder out = new StringBuilder();
    for (Object part : parts) {
      out.append(part);
    }
    return out.toString();
  }

  private static Object substring(Object[] a) {
    long from = number(a[1]);
    if (a.length == 2) {
      return cut(text(a[0]), from, Long.MAX_VALUE);
    }
    long count = number(a[2]);
    if (count < 0) {
      throw new OmnigraphException(
          ErrorCode.PARAMETER_INVALID,
          "SUBSTRING: length " + count + " is negative. Use 0 or more.");
    }
    long to = from > 0 && count > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + count;
    return cut(text(a[0]), Math.max(1, from), Math.max(0, to - Math.max(1, from)));
  }

  /** Code points {@code from} (counted from 1) on, at most {@code count}. */
  private static String cut(String text, long from, long count) {
    int length = text.codePointCount(0, text.length());
    long start = Math.min(Math.max(from, 1), length + 1L) - 1;
    long end = count > length - start ? length : start + count;
    return text.substring(
        text.offsetByCodePoints(0, (int) start), text.offsetByCodePoints(0, (int) end));
  }

  private static String right(String text, long count) {
    int length = text.codePointCount(0, text.length());
    return cut(text, length - Math.max(0, Math.min(count, length)) + 1, count);
  }

  private static Object position(Object[] a) {
    return find(text(a[1]), text(a[0]), a.length > 2 ? number(a[2]) : 1);
  }

  private static Object find(String text, String part, long from) {
    if (from < 1 || from > text.length() + 1L) {
      return 0L;
    }
    int at = text.indexOf(part, text.offsetByCodePoints(0, (int) from - 1));
    return at < 0 ? 0L : text.codePointCount(0, at) + 1L;
  }

  private static Object repeat(String text, long count) {
    long times = text.isEmpty() ? 0 : Math.max(0, count);
    checkedLength("REPEAT", times > MAX_LENGTH ? times : times * text.length());
    return text.repeat((int) times);
  }

  private static int checkedLength(String function, long length) {
    if (length > MAX_LENGTH) {
      throw new OmnigraphException(
          ErrorCode.LIMIT_EXCEEDED,
          "%s: a text of %d characters is longer than %d. Ask for a shorter one."
              .formatted(function, length, MAX_LENGTH));
    }
    return (int) length;
  }

  private static Object character(long codePoint) {
    if (codePoint < 1
        || codePoint > Character.MAX_CODE_POINT
        || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      throw new OmnigraphException(
          ErrorCode.PARAMETER_INVALID,
          "CHR: " + codePoint + " is no character of Unicode. Use 1 to 1114111.");
    }
    return Character.toString((int) codePoint);
  }

  private static Object pad(Object[] a, boolean left) {
    String text = text(a[0]);
    int want = checkedLength(left ? "LPAD" : "RPAD", Math.max(0, number(a[1])));
    String fill = a.length > 2 ? text(a[2]) : " ";
    int length = text.codePointCount(0, text.length());
    if (length >= want || fill.isEmpty()) {
      return cut(text, 1, want);
    }
    String padding =
        cut(
            fill.repeat((want - length) / Math.max(1, fill.codePointCount(0, fill.length())) + 1),
            1,
            want - length);
    return left ? padding + text : text + padding;
  }

  private static String initCap(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean start = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(start ? Character.toUpperCase(c) : Character.toLowerCase(c));
      start = !Character.isLetterOrDigit(c);
    }
    return out.toString();
  }

  private static String splitPart(String text, String separator, long part) {
    String[] parts =
        separator.isEmpty() ? new String[] {text} : text.split(Pattern.quote(separator), -1);
    return part < 1 || part > parts.length ? "" : parts[(int) part - 1];
  }

  private static Object overlay(Object[] a) {
    String text = text(a[0]);
    String with = text(a[1]);
    long from = number(a[2]);
    long count = a.length > 3 ? number(a[3]) : with.codePointCount(0, with.length());
    return cut(text, 1, Math.max(0, from - 1)) + with + cut(text, from + count, Long.MAX_VALUE);
  }

  static Pattern regex(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new OmnigraphException(
              ErrorCode.PARAMETER_INVALID,
              "\"%s\" is not a regular expression: %s".formatted(pattern, e.getDescription()))
          .causedBy(e);
    }
  }

  /** LIKE as a regular expression. */
  static Pattern like(String pattern, String escape, boolean ignoreCase) {
    StringBuilder regex = new StringBuilder();
    char esc = escape.isEmpty() ? 0 : escape.charAt(0);
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (esc != 0 && c == esc) {
        i++;
        if (i == pattern.length()
            || "%_".indexOf(pattern.charAt(i)) < 0 && pattern.charAt(i) != esc) {
          throw new OmnigraphException(
              ErrorCode.PARAMETER_INVALID,
              "LIKE pattern \"%s\": the escape character must stand before %%, _ or itself."
                  .formatted(pattern));
        }
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
      } else if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        int end = i + 1;
        while (end < pattern.length()
            && "%_".indexOf(pattern.charAt(end)) < 0
            && (esc == 0 || pattern.charAt(end) != esc)) {
          end++;
        }
        regex.append(Pattern.quote(pattern.substring(i, end)));
        i = end - 1;
      }
    }
    int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
    return Pattern.compile(regex.toString(), flags);
  }
}
