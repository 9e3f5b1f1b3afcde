package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableEntriesTest {
  private final Random random = new Random(11);
  private final TreeMap<String, TableEntry> model = new TreeMap<>();

  private TableEntry entry(String key) {
    return new TableEntry(random.nextInt(50), key, "nodes/" + key, 1, null, random.nextInt(), 1);
  }

  @Test
  void isWhatASortedMapIs() {
    TableEntries entries = TableEntries.NONE;
    for (int step = 0; step < 2_000; step++) {
      String key = "node:T" + random.nextInt(40);
      TableEntries before = entries;
      TreeMap<String, TableEntry> was = new TreeMap<>(model);
      if (random.nextInt(3) == 0) {
        entries = entries.without(key);
        model.remove(key);
      } else {
        TableEntry entry = entry(key);
        entries = entries.with(entry);
        model.put(key, entry);
      }
      assertSame(entries, model);
      assertSame(before, was);
      assertThat(before.hasSameKeys(entries)).isEqualTo(was.keySet().equals(model.keySet()));
      assertThat(before.equals(entries)).isEqualTo(was.equals(model));
    }
  }

  private void assertSame(TableEntries entries, Map<String, TableEntry> expected) {
    assertThat(entries.size()).isEqualTo(expected.size());
    assertThat(entries.keys()).containsExactlyElementsOf(expected.keySet());
    assertThat(entries.values()).containsExactlyElementsOf(expected.values());
    assertThat(entries).isEqualTo(TableEntries.of(expected.values()));
    assertThat(entries).hasSameHashCodeAs(TableEntries.of(expected.values()));
    String key = "node:T" + random.nextInt(40);
    assertThat(entries.get(key)).isSameAs(expected.get(key));
    for (TableEntry entry : expected.values()) {
      assertThat(entries.find(entry.tableId(), entry.tableKey())).isSameAs(entry);
      assertThat(entries.find(entry.tableId(), "node:Other"))
          .isSameAs(entries.byId(entry.tableId()));
    }
    long id = random.nextInt(50);
    assertThat(entries.byId(id))
        .isSameAs(
            expected.values().stream()
                .filter(entry -> entry.tableId() == id)
                .findFirst()
                .orElse(null));
  }
}
