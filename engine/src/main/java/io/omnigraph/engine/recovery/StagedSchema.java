package io.omnigraph.engine.recovery;

import static io.omnigraph.engine.publish.SchemaFiles.IR;
import static io.omnigraph.engine.publish.SchemaFiles.SOURCE;
import static io.omnigraph.engine.publish.SchemaFiles.STAGING;
import static io.omnigraph.engine.publish.SchemaFiles.STATE;

import io.omnigraph.engine.publish.SchemaFiles;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.SchemaContract;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The schema files of main at the root: the accepted three and, while a change is under way, their
 * staged successors. The hash at main's head decides which of them are right.
 */
final class StagedSchema {
  private static final List<String> NAMES = List.of(SOURCE, IR, STATE);

  private final ControlStore files;
  private final String root;

  StagedSchema(ControlStore files, Path root) {
    this.files = files;
    this.root = root.toString();
  }

  boolean anyStaged() {
    return NAMES.stream().anyMatch(name -> files.exists(name + STAGING));
  }

  /** The schema gate: the immutable object of a schema version is there and is what it says. */
  Optional<GraphSchema> object(String hash) {
    Optional<String> source = files.read(SchemaFiles.objectSource(hash));
    Optional<String> ir = files.read(SchemaFiles.objectIr(hash));
    if (source.isEmpty() || ir.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SchemaContract.accept(root, source.get(), ir.get(), hash));
    } catch (OmnigraphException e) {
      return Optional.empty();
    }
  }

  /** The schema-staging gate: staged or accepted, three files that agree state this version. */
  boolean isReadyFor(String hash) {
    return states("", hash) || states(STAGING, hash);
  }

  boolean isAccepted(String hash) {
    return states("", hash);
  }

  private boolean states(String suffix, String hash) {
    // What cannot be read at this moment states nothing else.
    Optional<String> source = files.read(SOURCE + suffix);
    Optional<String> ir = files.read(IR + suffix);
    Optional<String> state = files.read(STATE + suffix);
    try {
      return SchemaContract.accept(root, source, ir, state).hash().equals(hash);
    } catch (OmnigraphException e) {
      return false;
    }
  }

  /**
   * Whether whatever is staged belongs to this version: true also for what an interrupted promotion
   * left, or a copy of the accepted files.
   */
  boolean isStagedOnly(String hash) {
    GraphSchema wanted = object(hash).orElse(null);
    return wanted != null
        && anyStaged()
        && NAMES.stream().allMatch(name -> isOf(wanted, name, STAGING));
  }

  /** Whether a file states a version as soon as the other two do; one that is missing may. */
  private boolean isOf(GraphSchema version, String name, String suffix) {
    Optional<String> text = files.read(name + suffix);
    try {
      return text.isEmpty()
          || SchemaContract.accept(
                  root,
                  name.equals(SOURCE) ? text : Optional.of(version.source()),
                  name.equals(IR) ? text : Optional.of(version.ir()),
                  name.equals(STATE) ? text : Optional.of(SchemaContract.state(version)))
              .hash()
              .equals(version.hash());
    } catch (OmnigraphException e) {
      return false;
    }
  }

  /**
   * Makes the files those of the version that main's head names, after a change that was published.
   * What is staged is promoted. A cut of power may have kept a file from its new name and its old
   * one from coming back: then all are written again. A file that is of neither version is left,
   * for the check to tell.
   *
   * @param before hash of the version before the change; asked only when it matters
   */
  void settle(String hash, Supplier<String> before) {
    if (isStagedOnly(hash)) {
      promote();
    }
    Optional<GraphSchema> now = isAccepted(hash) ? Optional.empty() : object(hash);
    now.filter(version -> areBetween(object(before.get()), version))
        .ifPresent(new SchemaFiles(files)::accept);
  }

  private boolean areBetween(Optional<GraphSchema> before, GraphSchema after) {
    return NAMES.stream()
        .allMatch(
            name -> isOf(after, name, "") || before.filter(old -> isOf(old, name, "")).isPresent());
  }

  /** Makes what is staged the accepted files; the state, which binds them, comes last. */
  void promote() {
    for (String name : NAMES) {
      if (files.exists(name + STAGING)) {
        files.rename(name + STAGING, name);
      }
    }
  }

  void discard() {
    NAMES.forEach(name -> files.delete(name + STAGING));
  }

  /**
   * Staged files that no sidecar explains.
   *
   * @param head hash at main's head
   * @return whether anything was there
   * @throws OmnigraphException SCHEMA_CONTRACT when neither set is the head's; nothing is touched
   */
  boolean reconcile(String head) {
    if (!anyStaged()) {
      return false;
    }
    if (isStagedOnly(head)) {
      promote();
    } else if (isAccepted(head)) {
      discard();
    } else {
      throw new OmnigraphException(
          ErrorCode.SCHEMA_CONTRACT,
          root,
          "neither its schema files nor the staged ones beside them state "
              + head
              + ", which main's head names");
    }
    return true;
  }
}
