package io.omnigraph.engine.check;

/** How bad a {@link Finding} is. An undamaged graph has none but {@link #INFO}. */
public enum Severity {
  /** Something is wrong or lost. */
  ERROR,
  /** Something was left unfinished; nothing is lost. */
  WARNING,
  /** Worth knowing; nothing to mend. */
  INFO;

  /** As SQL shows it. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
