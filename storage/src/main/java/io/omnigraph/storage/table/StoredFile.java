package io.omnigraph.storage.table;

/**
 * One file below a table's directory.
 *
 * @param path as in {@link FileSum}
 * @param size in bytes
 * @param modifiedMillis since the epoch
 * @param version that a file of kind VERSION makes; else null
 */
public record StoredFile(String path, long size, long modifiedMillis, Kind kind, TableRef version) {
  /** What a file is, by its place and name. */
  public enum Kind {
    /** Rows; a version refers to it, or a staged write will, or nobody. */
    DATA,
    /** Rows of a fragment that are deleted; referred to as data are. */
    DELETION,
    /** Part of an index; referred to as data are. */
    INDEX,
    /** Makes a version; all of them are the history of a branch. */
    VERSION,
    /** Says what a commit did; the version file has a copy, so nothing needs it. */
    TRANSACTION,
    /** Names a branch or tag. */
    REFERENCE,
    /**
     * Left by a writer that stopped half-way, or being written right now; no reader looks at it.
     */
    UNFINISHED,
    /** Lance's hint at the newest version, or a file that we do not know. */
    OTHER
  }
}
