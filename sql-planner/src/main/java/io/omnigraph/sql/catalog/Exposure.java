package io.omnigraph.sql.catalog;

/**
 * Which hidden columns a statement may name.
 *
 * @param id {@code _id}, because the text names it
 * @param rowNumber {@code $row}, because we made the statement
 */
public record Exposure(boolean id, boolean rowNumber) {
  public static final String ID = "_id";
  public static final String ROW = "$row";
  public static final Exposure NONE = new Exposure(false, false);

  /** Whether a table column of this name is left out of {@code *}. */
  public static boolean isHidden(String column) {
    return column.equalsIgnoreCase(ID) || column.equals(ROW);
  }
}
