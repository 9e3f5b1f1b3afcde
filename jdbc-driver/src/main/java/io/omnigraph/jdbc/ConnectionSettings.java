package io.omnigraph.jdbc;

import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.storage.StorageOptions.Checksums;
import io.omnigraph.storage.StorageOptions.Durability;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a URL and its properties ask for.
 *
 * @param url as given, without a password
 * @param name "" = the directory's
 * @param columnCacheBytes empty = the default share of the heap
 * @param overlayBytes of a transaction's pending rows that stay in memory
 * @param deltas how small commits go
 * @param listedSchemas in lower case, empty = all
 * @param actor recorded with commits, "" = the user
 */
record ConnectionSettings(
    String url,
    Location location,
    boolean create,
    boolean readOnly,
    String branch,
    String name,
    Durability durability,
    OptionalLong columnCacheBytes,
    Checksums verifyChecksums,
    Duration lockTimeout,
    long overlayBytes,
    DeltaOptions deltas,
    Set<String> listedSchemas,
    String user,
    String actor) {}
