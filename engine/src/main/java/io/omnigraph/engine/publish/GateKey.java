package io.omnigraph.engine.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a gate protects; gates are always taken in this order. */
public record GateKey(Kind kind, String name, String branch) implements Comparable<GateKey> {
  private static final Comparator<GateKey> ORDER =
      Comparator.comparing(GateKey::kind)
          .thenComparing(GateKey::name)
          .thenComparing(GateKey::branch);

  /** In legal order. */
  public enum Kind {
    BACKGROUND,
    SCHEMA,
    FILES,
    BRANCH,
    TABLE
  }

  /**
   * Held by a fold while it is published, and by a checkpoint for each part: one of them at a time
   * is enough for writers to share processors with, and who waits for a fold waits for one.
   */
  public static GateKey background() {
    return new GateKey(Kind.BACKGROUND, "work", "");
  }

  public static GateKey schema() {
    return new GateKey(Kind.SCHEMA, "", "");
  }

  /**
   * Held by whoever commits to files of a branch's tables. Deltas leave the files as they are, so
   * that commits of them need the branch alone, and go on while a fold has only this one.
   */
  public static GateKey files(String branch) {
    return new GateKey(Kind.FILES, branch, "");
  }

  /** Held by whoever moves the branch's head. */
  public static GateKey branch(String branch) {
    return new GateKey(Kind.BRANCH, branch, "");
  }

  /** Both, and others: nothing else is published on the branch meanwhile. */
  public static List<GateKey> wholeBranch(String branch, GateKey... others) {
    List<GateKey> keys = new ArrayList<>(List.of(others));
    keys.add(files(branch));
    keys.add(branch(branch));
    return keys;
  }

  public static GateKey table(String tableKey, String branch) {
    return new GateKey(Kind.TABLE, tableKey, branch);
  }

  /** Writers of two branches must not both make a table at one free path. */
  public static GateKey newTables() {
    return new GateKey(Kind.TABLE, "", "");
  }

  @Override
  public int compareTo(GateKey other) {
    return ORDER.compare(this, other);
  }
}
