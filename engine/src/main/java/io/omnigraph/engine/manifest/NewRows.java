package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rows of one publish, without the head's: what they say, and as what they are stored. Commits
 * of deltas alone are stored as runs, but for the newest, whose row the head names. The others lie
 * by table, and those of commits behind them: what is alike side by side takes half the space.
 *
 * @param said what readers of the branch are told, commit by commit
 * @param stored the rows that go to the table
 */
record NewRows(List<ManifestRow> said, List<ManifestRow> stored, ManifestRow head) {
  NewRows {
    said = List.copyOf(said);
    stored = List.copyOf(stored);
  }

  static NewRows asTheyAre(List<ManifestRow> rows, ManifestRow head) {
    return new NewRows(rows, rows, head);
  }

  /**
   * @param commits that go on from the base, at least one
   */
  static NewRows of(GraphSnapshot base, List<PublishRequest.Commit> commits) {
    Maker maker = new Maker(base);
    int newest = commits.size() - 1;
    for (PublishRequest.Commit commit : commits.subList(0, newest)) {
      maker.add(commit);
      BackgroundThread.pieceDone();
    }
    maker.addAsRows(commits.get(newest));
    return maker.made();
  }

  /** Not thread-safe. */
  private static final class Maker {
    private final String branch;
    private final List<ManifestRow> said = new ArrayList<>();
    private final List<ManifestRow> ofTables = new ArrayList<>();
    private final List<ManifestRow> ofRuns = new ArrayList<>();
    private final List<ManifestRow> ofCommits = new ArrayList<>();
    private long seq;
    private String parent;

    /** Commits of the run that has begun, up to {@link #seq}. */
    private final List<PublishRequest.Commit> run = new ArrayList<>();

    /** How many rows were said before it. */
    private int saidBefore;

    private String parentOfRun;
    private long bytesOfRun;

    Maker(GraphSnapshot base) {
      branch = base.branch();
      seq = base.seq();
      parent = base.commitId();
    }

    void add(PublishRequest.Commit commit) {
      if (CommitRun.canHold(commit)) {
        if (run.isEmpty()) {
          parentOfRun = parent;
          saidBefore = said.size();
        }
        say(commit);
        run.add(commit);
        bytesOfRun += CommitRun.bytes(commit);
        if (CommitRun.isFull(run.size(), bytesOfRun)) {
          endRun();
        }
      } else {
        addAsRows(commit);
      }
    }

    void addAsRows(PublishRequest.Commit commit) {
      endRun();
      addRows(say(commit));
    }

    private void addRows(List<ManifestRow> rows) {
      for (ManifestRow row : rows) {
        (row.isCommit() ? ofCommits : ofTables).add(row);
      }
    }

    private List<ManifestRow> say(PublishRequest.Commit commit) {
      List<ManifestRow> rows =
          ManifestRow.of(
              commit.ops(), ++seq, parent, LanceManifest.nativeName(branch), commit.lineage());
      parent = commit.lineage().commitId();
      said.addAll(rows);
      return rows;
    }

    private void endRun() {
      if (run.isEmpty()) {
        return;
      }
      long before = seq - run.size();
      ManifestRow row =
          new CommitRun(new CommitRecord.Commits(branch, before, parentOfRun, run)).toRow();
      if (comesBack(row)) {
        ofRuns.add(row);
      } else {
        addRows(said.subList(saidBefore, said.size()));
      }
      run.clear();
      bytesOfRun = 0;
    }

    /** The log forgets the commits afterwards: what is stored must be what they say. */
    private boolean comesBack(ManifestRow row) {
      try {
        return CommitRun.of(row).commits().commits().equals(run);
      } catch (OmnigraphException e) {
        return false; // a text that may not be missing is, or some are very long
      }
    }

    NewRows made() {
      ofTables.sort(Comparator.comparing(ManifestRow::tableId));
      List<ManifestRow> stored = new ArrayList<>(ofTables);
      stored.addAll(ofRuns);
      stored.addAll(ofCommits);
      return new NewRows(said, stored, ManifestRow.head(seq, parent));
    }
  }
}
