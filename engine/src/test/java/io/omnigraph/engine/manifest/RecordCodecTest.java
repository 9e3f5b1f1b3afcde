package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.FileSum;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  @Provide
  Arbitrary<CommitRecord> records() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20);
    Arbitrary<ManifestOp> op =
        Arbitraries.oneOf(
            Combinators.combine(Arbitraries.longs(), text, text).as(ManifestOp.Register::new),
            Combinators.combine(
                    Arbitraries.longs(),
                    text,
                    Arbitraries.longs(),
                    text.injectNull(0.5),
                    Arbitraries.longs(),
                    Combinators.combine(text, Arbitraries.longs(), Arbitraries.integers())
                        .as(FileSum::new)
                        .list()
                        .ofMaxSize(3),
                    Arbitraries.longs())
                .as(ManifestOp.Update::new),
            Combinators.combine(
                    Arbitraries.longs(),
                    text,
                    Arbitraries.longs(),
                    Arbitraries.bytes().array(byte[].class).ofMinSize(4).ofMaxSize(700))
                .as((id, key, rows, content) -> delta(id, key, rows, content)),
            Combinators.combine(Arbitraries.longs(), text).as(ManifestOp.Tombstone::new));
    Arbitrary<Lineage> lineage =
        Combinators.combine(
                text,
                text.injectNull(0.5),
                text.injectNull(0.5),
                text,
                text,
                text,
                Arbitraries.longs(),
                text.injectNull(0.5))
            .as(Lineage::new);
    Arbitrary<PublishRequest.Commit> commit =
        Combinators.combine(op.list().ofMaxSize(4), lineage).as(PublishRequest.Commit::new);
    Arbitrary<CommitRecord> commits =
        Combinators.combine(
                text, Arbitraries.longs(), text, commit.list().ofMinSize(1).ofMaxSize(3))
            .as(CommitRecord.Commits::new);
    return Arbitraries.oneOf(commits, text.map(CommitRecord.Ending::new));
  }

  private static ManifestOp delta(long id, String key, long rows, byte[] content) {
    return new ManifestOp.Delta(id, key, rows, new TableDelta(content));
  }

  @Property(tries = 200)
  void comesBack(@ForAll("records") CommitRecord record) {
    assertThat(RecordCodec.decode(RecordCodec.encode(record), "g"))
        .usingRecursiveComparison()
        .isEqualTo(record);
  }

  @Property(tries = 200)
  void partsAreDamage(@ForAll("records") CommitRecord record, @ForAll int cut) {
    byte[] bytes = RecordCodec.encode(record);
    byte[] part = Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length));
    assertThatThrownBy(() -> RecordCodec.decode(part, "g"))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT));
    assertThatThrownBy(() -> RecordCodec.decode(Arrays.copyOf(bytes, bytes.length + 1), "g"))
        .hasMessageContaining("behind its end");
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(
      @ForAll("records") CommitRecord record, @ForAll int at, @ForAll byte value) {
    byte[] bytes = RecordCodec.encode(record);
    bytes[Math.floorMod(at, bytes.length)] = value;
    try {
      assertThat(RecordCodec.decode(bytes, "g")).isNotNull();
    } catch (OmnigraphException e) {
      assertThat(e.code()).isIn(ErrorCode.DATA_CORRUPT, ErrorCode.FORMAT_TOO_NEW);
    }
  }

  @Test
  void anotherFormatIsNotGuessedAt() {
    byte[] bytes = RecordCodec.encode(new CommitRecord.Ending("b"));
    bytes[0] = 2;
    assertThatThrownBy(() -> RecordCodec.decode(bytes, "/g"))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FORMAT_TOO_NEW);
              assertThat(e.values()).containsExactly("/g", "of log records 2", 1);
            });
    bytes[0] = 1;
    assertThat(RecordCodec.decode(bytes, "/g")).isEqualTo(new CommitRecord.Ending("b"));
  }
}
