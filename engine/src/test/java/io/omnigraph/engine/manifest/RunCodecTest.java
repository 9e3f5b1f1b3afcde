package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.schema.Ulid;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Runs come back whole; parts of them and other bytes are refused. */
class RunCodecTest {
  @Provide
  Arbitrary<CommitRecord.Commits> runs() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20);
    Arbitrary<String> ulid =
        Arbitraries.bytes().array(byte[].class).ofSize(Ulid.BYTES).map(b -> Ulid.text(b, 0));
    Arbitrary<String> near = Arbitraries.integers().between(0, 9).map(RunCodecTest::oneOfAMoment);
    Arbitrary<String> id = Arbitraries.oneOf(text, ulid, near, near.map(String::toLowerCase));
    Arbitrary<ManifestOp> op =
        Combinators.combine(
                Arbitraries.longs(),
                text,
                Arbitraries.longs(),
                Arbitraries.bytes().array(byte[].class).ofMinSize(4).ofMaxSize(90))
            .as((table, key, rows, bytes) -> delta(table, key, rows, bytes));
    Arbitrary<Lineage> lineage =
        Combinators.combine(
                id,
                id.injectNull(0.5),
                text.injectNull(0.5),
                id,
                text,
                text,
                Arbitraries.longs(),
                text.injectNull(0.5))
            .as(Lineage::new);
    Arbitrary<PublishRequest.Commit> commit =
        Combinators.combine(op.list().ofMaxSize(4), lineage).as(PublishRequest.Commit::new);
    return Combinators.combine(
            text, Arbitraries.longs(), id, commit.list().ofMinSize(1).ofMaxSize(4))
        .as(CommitRecord.Commits::new);
  }

  private static ManifestOp delta(long table, String key, long rows, byte[] content) {
    return new ManifestOp.Delta(table, key, rows, new TableDelta(content));
  }

  private static String oneOfAMoment(int number) {
    byte[] bytes = new byte[Ulid.BYTES];
    Arrays.fill(bytes, (byte) 0x7a);
    bytes[Ulid.BYTES - 1] = (byte) (number * 31);
    return Ulid.text(bytes, 0);
  }

  @Property(tries = 300)
  void comesBack(@ForAll("runs") CommitRecord.Commits run) throws RecordInput.Malformed {
    assertThat(RunCodec.decode(RunCodec.encode(run))).usingRecursiveComparison().isEqualTo(run);
  }

  @Property(tries = 200)
  void partsAreRefused(@ForAll("runs") CommitRecord.Commits run, @ForAll int cut) {
    byte[] bytes = RunCodec.encode(run);
    for (int length : List.of(Math.floorMod(cut, bytes.length), bytes.length + 1)) {
      assertThatThrownBy(() -> RunCodec.decode(Arrays.copyOf(bytes, length)))
          .isInstanceOf(RecordInput.Malformed.class);
    }
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(
      @ForAll("runs") CommitRecord.Commits run, @ForAll int at, @ForAll byte value) {
    byte[] bytes = RunCodec.encode(run);
    bytes[Math.floorMod(at, bytes.length)] = value;
    try {
      assertThat(RunCodec.decode(bytes)).isNotNull();
    } catch (RecordInput.Malformed e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
