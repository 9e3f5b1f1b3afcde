package io.omnigraph.engine.crash;

import java.nio.file.Path;

/**
 * What a crash leaves.
 *
 * @param label where the writer was
 * @param root the directory as it was then; never opened itself
 * @param progress what the writer had done by then
 */
record CrashState(String label, Path root, Progress progress) {}
