package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a sidecar wants the manifest to become, with the versions that the tables have now. */
final class IntendedChange {
  private final WriterKind kind;
  private final TableStore tables;
  private final GraphSnapshot fresh;
  private final Map<Long, TableEvidence> evidence = new HashMap<>();

  IntendedChange(
      WriterKind kind, TableStore tables, GraphSnapshot fresh, List<TableEvidence> evidence) {
    this.kind = kind;
    this.tables = tables;
    this.fresh = fresh;
    evidence.forEach(table -> this.evidence.put(table.pin().tableId(), table));
  }

  /** Without intents: one update for each table that the operation moved. */
  static List<Sidecar.Intent> intents(Sidecar sidecar) {
    if (!sidecar.intended().isEmpty()) {
      return sidecar.intended();
    }
    List<Sidecar.Intent> intents = new ArrayList<>();
    for (Sidecar.Pin pin : sidecar.tables()) {
      Sidecar.Op op = pin.makesTable() ? Sidecar.Op.REGISTER : Sidecar.Op.UPDATE;
      intents.add(
          new Sidecar.Intent(
              op,
              pin.tableKey(),
              pin.tableId(),
              pin.makesTable() ? pin.path() : null,
              null,
              pin.branch(),
              null,
              null));
    }
    return intents;
  }

  /** Registrations and drops that are in effect already are left out. */
  List<ManifestOp> ops(List<Sidecar.Intent> intents) {
    List<ManifestOp> ops = new ArrayList<>();
    for (Sidecar.Intent intent : intents) {
      TableEntry entry = entry(intent.tableId());
      switch (intent.op()) {
        case TOMBSTONE -> {
          if (entry != null) {
            ops.add(new ManifestOp.Tombstone(intent.tableId(), intent.tableKey()));
          }
        }
        case REGISTER -> {
          register(ops, intent, entry);
          ops.add(update(intent, intent.path()));
        }
        case RENAME -> register(ops, intent, entry);
        case UPDATE -> ops.add(update(intent, path(intent, entry)));
      }
    }
    return ops;
  }

  private static void register(List<ManifestOp> ops, Sidecar.Intent intent, TableEntry entry) {
    String path = intent.path() == null && entry != null ? entry.path() : intent.path();
    boolean done =
        entry != null && entry.tableKey().equals(intent.tableKey()) && entry.path().equals(path);
    if (!done) {
      ops.add(new ManifestOp.Register(intent.tableId(), intent.tableKey(), path));
    }
  }

  private String path(Sidecar.Intent intent, TableEntry entry) {
    TableEvidence moved = evidence.get(intent.tableId());
    return moved != null ? moved.pin().path() : entry == null ? intent.path() : entry.path();
  }

  private ManifestOp.Update update(Sidecar.Intent intent, String path) {
    TableEvidence moved = evidence.get(intent.tableId());
    long version = version(intent, moved);
    String branch =
        intent.branch() == null && moved != null ? moved.pin().branch() : intent.branch();
    TableRef ref = new TableRef(path, branch, version);
    long rows = intent.rowCount() != null ? intent.rowCount() : rowCount(ref);
    return new ManifestOp.Update(
        intent.tableId(),
        intent.tableKey(),
        version,
        branch,
        rows,
        sums(intent, moved, ref),
        pinSeq(intent));
  }

  /** Where the content stays, so do the deltas on top of it. */
  private long pinSeq(Sidecar.Intent intent) {
    if (intent.foldedSeq() != null) {
      return intent.foldedSeq();
    }
    TableEntry entry = entry(intent.tableId());
    boolean keepsContent = kind.evidence() == WriterKind.Evidence.ANY_COUNT;
    return keepsContent && entry != null ? entry.pinSeq() : 0;
  }

  /** Of what the commits since the pin before added; a pin that only points elsewhere adds none. */
  private List<FileSum> sums(Sidecar.Intent intent, TableEvidence moved, TableRef ref) {
    if (moved == null) {
      return List.of();
    }
    long before = intent.version() == null ? moved.pinned() : intent.version() - 1;
    return tables.sumsSince(ref, before);
  }

  private static long version(Sidecar.Intent intent, TableEvidence moved) {
    if (intent.version() != null) {
      return intent.version();
    }
    // The head, not the recorded number: content-preserving kinds know only a lower bound.
    return moved == null ? 1 : moved.head();
  }

  private long rowCount(TableRef ref) {
    try (TableSnapshot open = tables.open(ref)) {
      return open.rowCount();
    }
  }

  /** The pins that the operation was computed on. */
  Map<Long, PublishRequest.Expectation> expectations(Sidecar sidecar) {
    Map<Long, PublishRequest.Expectation> expected = new HashMap<>();
    for (Sidecar.Pin pin : sidecar.tables()) {
      TableEntry entry = entry(pin.tableId());
      if (!pin.makesTable()) {
        String branch = pin.firstTouch() == null ? pin.branch() : pin.firstTouch().sourceBranch();
        expected.put(
            pin.tableId(),
            new PublishRequest.Expectation(pin.tableKey(), pin.expectedVersion(), branch));
      } else if (entry == null) {
        expected.put(pin.tableId(), new PublishRequest.Expectation(pin.tableKey(), 0, null));
      }
    }
    for (Sidecar.Tombstone tombstone : sidecar.tombstones()) {
      TableEntry entry = entry(tombstone.tableId());
      if (entry != null) {
        expected.put(
            tombstone.tableId(),
            new PublishRequest.Expectation(
                tombstone.tableKey(), tombstone.expectedVersion(), entry.branch()));
      }
    }
    return expected;
  }

  private TableEntry entry(long tableId) {
    return fresh.entries().byId(tableId);
  }
}
