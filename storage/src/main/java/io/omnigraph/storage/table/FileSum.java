package io.omnigraph.storage.table;

/**
 * What a file of a table had in it when the commit that added it was made. Lance has no checksums:
 * a flipped bit can come back as another value.
 *
 * @param path relative to the table's directory, with '/'; files of a branch lie under {@code
 *     tree/NAME/}
 * @param size in bytes
 * @param crc32c of all bytes (Castagnoli)
 */
public record FileSum(String path, long size, int crc32c) {}
