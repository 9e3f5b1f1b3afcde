package io.omnigraph.engine.manifest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The deltas of one table after its pin, in the order of their commits. Immutable: the chain of the
 * next commit shares this one. Two chains are equal when they have the same commits.
 */
public final class DeltaChain {
  public static final DeltaChain NONE = new DeltaChain(null, 0, null, null);

  private final DeltaChain before;
  private final long seq;
  private final long firstSeq;
  private final String commitId;
  private final TableDelta delta;
  private final int length;
  private final long rows;
  private final long bytes;

  /**
   * One commit's part.
   *
   * @param seq graph version of the commit
   * @param commitId unique among all branches
   */
  public record Link(long seq, String commitId, TableDelta delta) {}

  private DeltaChain(DeltaChain before, long seq, String commitId, TableDelta delta) {
    this.before = before;
    this.seq = seq;
    this.firstSeq = before == null || before.isEmpty() ? seq : before.firstSeq;
    this.commitId = commitId;
    this.delta = delta;
    this.length = before == null ? 0 : before.length + 1;
    this.rows = before == null ? 0 : before.rows + delta.rows();
    this.bytes = before == null ? 0 : before.bytes + delta.content().length;
  }

  /** With a later commit's. */
  public DeltaChain with(long newSeq, String newCommitId, TableDelta newDelta) {
    return new DeltaChain(this, newSeq, newCommitId, newDelta);
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** Graph version of the newest; 0 when empty. */
  public long seq() {
    return seq;
  }

  /** Graph version of the oldest; 0 when empty. */
  public long firstSeq() {
    return firstSeq;
  }

  /** Of the newest; null when empty. */
  public String commitId() {
    return commitId;
  }

  /** Commits. */
  public int length() {
    return length;
  }

  /** Rows written and keys deleted by all of them together. */
  public long rows() {
    return rows;
  }

  public long bytes() {
    return bytes;
  }

  /** Only what came after a graph version; all of it costs nothing. */
  public DeltaChain after(long version) {
    if (seq <= version) {
      return NONE;
    }
    return firstSeq > version ? this : from(linksAfter(version));
  }

  /** Only what came up to a graph version: shared with this one. */
  DeltaChain upTo(long version) {
    DeltaChain at = this;
    while (at.seq > version) {
      at = at.before;
    }
    return at;
  }

  /** Without the newest {@code count}; costs as much as that. */
  public DeltaChain before(int count) {
    DeltaChain at = this;
    for (int i = 0; i < count; i++) {
      at = at.before;
    }
    return at;
  }

  private static DeltaChain from(Iterable<Link> links) {
    DeltaChain chain = NONE;
    for (Link link : links) {
      chain = chain.with(link.seq(), link.commitId(), link.delta());
    }
    return chain;
  }

  /** Those after a graph version, oldest first; costs as much as there are. */
  public List<Link> linksAfter(long version) {
    Deque<Link> links = new ArrayDeque<>();
    for (DeltaChain at = this; !at.isEmpty() && at.seq > version; at = at.before) {
      links.addFirst(new Link(at.seq, at.commitId, at.delta));
    }
    return List.copyOf(links);
  }

  /** The newest {@code count}, oldest first; costs as much as there are. */
  public List<Link> newest(int count) {
    Link[] links = new Link[count];
    DeltaChain at = this;
    for (int i = count - 1; i >= 0; i--) {
      links[i] = new Link(at.seq, at.commitId, at.delta);
      at = at.before;
    }
    return List.of(links);
  }

  /** All, oldest first. */
  public List<Link> links() {
    return linksAfter(0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeltaChain chain
        && length == chain.length
        && (length == 0 || commitId.equals(chain.commitId));
  }

  @Override
  public int hashCode() {
    return length == 0 ? 0 : commitId.hashCode();
  }

  @Override
  public String toString() {
    return length + " deltas up to " + seq;
  }
}
