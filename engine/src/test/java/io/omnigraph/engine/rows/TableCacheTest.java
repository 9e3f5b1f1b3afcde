package io.omnigraph.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCacheTest {
  private static final String PATH = "nodes/0123456789abcdef";
  private static final int COMMITS = 12;

  private static final String MAIN = LanceManifest.MAIN;

  @TempDir Path root;

  private static TableEntry entry(long version) {
    return new TableEntry(1, "node:Company", PATH, version, null, 0, version);
  }

  private static void append(Storage storage, TableType type, long version) {
    StagedRows rows;
    try (RowStager stager = storage.tables().stager(PATH, null, type.storedSchema())) {
      stager.write(GraphFixture.rows(type, GraphFixture.row("c" + version)));
      rows = stager.finish();
    }
    TableChange change = new TableChange(false, new long[0], new long[0], null, List.of(rows));
    try (TableSnapshot base = storage.tables().open(new TableRef(PATH, null, version));
        StagedWrite write = storage.tables().stage(base, change, Map.of())) {
      assertThat(storage.tables().commit(write)).isInstanceOf(CommitOutcome.Committed.class);
    }
  }

  @Test
  void olderVersionsAreKeptOnlyByTheirUsers() {
    GraphSchema schema = Schemas.compile(GraphFixture.T);
    TableType type = schema.table("Company").orElseThrow();
    try (Storage storage = Storage.open(root, GraphFixture.options().storage());
        TableCache cache = new TableCache(storage.tables())) {
      try (StagedWrite create =
          storage.tables().stageCreate(PATH, type.storedSchema(), List.of(), Map.of())) {
        storage.tables().commit(create);
      }
      StoredTable first = cache.open(entry(1), type, MAIN);
      for (long version = 1; version <= COMMITS; version++) {
        append(storage, type, version);
        StoredTable next = cache.open(entry(version + 1), type, MAIN);
        assertThat(next.rowCount()).isEqualTo(version);
        assertThat(cache.keptStates()).isEqualTo(1);
      }
      assertThat(cache.open(entry(1), type, MAIN)).isSameAs(first);
      assertThat(first.rowCount()).isZero();
    }
  }
}
