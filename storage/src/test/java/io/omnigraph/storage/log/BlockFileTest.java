package io.omnigraph.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.nio.file.ExtendedOpenOption;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.file.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFileTest {
  private static final int SIZE = 64 * BlockFile.BLOCK_BYTES;

  @TempDir Path folder;

  private final Durable durable = new Durable(Durability.FULL);
  private final Random random = new Random(7);

  /** What the file should hold. */
  private byte[] expected = new byte[SIZE];

  @AfterEach
  void close() {
    durable.close();
  }

  private Segment segment(int size) throws IOException {
    Path path = folder.resolve("segment");
    Files.write(path, new byte[size]);
    return new Segment(path, 1, 0, 0, size);
  }

  private LogOutput open(Segment segment, LogFile.Opener opener, long offset) throws IOException {
    return BlockFile.open(new SegmentFiles(folder, durable, opener), segment, offset);
  }

  private LogOutput openDirect(Segment segment, LogFile.Opener opener) throws IOException {
    LogOutput file = open(segment, opener, 0);
    assumeThat(file).as("writes past the page cache").isInstanceOf(BlockFile.class);
    return file;
  }

  private ByteBuffer bytes(int size, int offset) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    System.arraycopy(bytes, 0, expected, offset, size);
    return ByteBuffer.wrap(bytes);
  }

  private void assertIsThere(Segment segment) throws IOException {
    assertThat(Files.readAllBytes(segment.path())).isEqualTo(expected);
  }

  private int someSize(int from) {
    int most = random.nextInt(4) == 0 ? SIZE - from : Math.min(600, SIZE - from);
    return random.nextInt(most + 1);
  }

  @Test
  void writesOneBehindTheOtherAreThereAsTheyAre() throws IOException {
    for (int round = 0; round < 20; round++) {
      expected = new byte[SIZE];
      Segment segment = segment(SIZE);
      try (LogOutput file = openDirect(segment, LogFile::new)) {
        for (int at = 64; at < SIZE; ) {
          int size = someSize(at);
          file.write(bytes(size, at), at);
          at += size;
          assertIsThere(segment);
        }
      }
    }
  }

  @Test
  void anotherProcessMayWriteInBetween() throws IOException {
    Segment segment = segment(SIZE);
    try (LogOutput file = openDirect(segment, LogFile::new);
        LogOutput other = openDirect(segment, LogFile::new)) {
      for (int at = 0; at < SIZE; ) {
        LogOutput next = random.nextBoolean() ? file : other;
        int size = someSize(at);
        next.changed();
        next.write(bytes(size, at), at);
        at += size;
      }
    }
    assertIsThere(segment);
  }

  @Test
  void goesOnInTheMiddleOfABlock() throws IOException {
    Segment segment = segment(SIZE);
    for (int at = 100; at < 20_000; at += 700) {
      try (LogOutput file = open(segment, LogFile::new, at)) {
        file.write(bytes(700, at), at);
        file.forceBytes();
      }
    }
    assertIsThere(segment);
  }

  /** Fails one write, after some of its bytes. */
  private static final class FaultyFile extends LogFile {
    private static int writesUntilFault;

    FaultyFile(Path path, OpenOption... options) throws IOException {
      super(path, options);
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
      if (--writesUntilFault == 0) {
        bytes.limit(bytes.limit() - BlockFile.BLOCK_BYTES);
        super.write(bytes, offset);
        throw new IOException("Input/output error");
      }
      super.write(bytes, offset);
    }
  }

  @Test
  void afterAFailureWhatWasThereIsWrittenAgain() throws IOException {
    Segment segment = segment(SIZE);
    try (LogOutput file = openDirect(segment, FaultyFile::new)) {
      int at = 0;
      for (int fault = 1; fault <= 3; fault++) {
        FaultyFile.writesUntilFault = 0;
        file.write(bytes(300, at), at);
        int start = at + 300;
        FaultyFile.writesUntilFault = fault;
        ByteBuffer lost = ByteBuffer.wrap(new byte[150_000]);
        Arrays.fill(lost.array(), (byte) 1);
        assertThatThrownBy(() -> file.write(lost, start)).isInstanceOf(IOException.class);
        file.write(ByteBuffer.wrap(new byte[150_000]), start); // as who undoes it
        assertIsThere(segment);
        at = start;
      }
    }
  }

  @Test
  void whereItDoesNotWorkTheOrdinaryWayIsTaken() throws IOException {
    List<LogFile.Opener> refusing =
        List.of(
            (path, options) -> openUnless(new UnsupportedOperationException(), path, options),
            (path, options) -> openUnless(new IOException("Invalid argument"), path, options));
    for (LogFile.Opener opener : refusing) {
      expected = new byte[SIZE];
      Segment segment = segment(SIZE);
      try (LogOutput file = open(segment, opener, 64)) {
        assertThat(file).isNotInstanceOf(BlockFile.class);
        file.write(bytes(300, 64), 64);
      }
      assertIsThere(segment);
    }
  }

  private static LogFile openUnless(Exception failure, Path path, OpenOption... options)
      throws IOException {
    if (Arrays.asList(options).contains(ExtendedOpenOption.DIRECT)) {
      if (failure instanceof IOException io) {
        throw io;
      }
      throw (RuntimeException) failure;
    }
    return new LogFile(path, options);
  }

  @Test
  void fileThatDoesNotEndWithABlockKeepsItsSize() throws IOException {
    int size = BlockFile.BLOCK_BYTES + 100;
    Segment segment = segment(size);
    try (LogOutput file = open(segment, LogFile::new, size - 50)) {
      file.write(ByteBuffer.wrap(new byte[50]), size - 50);
    }
    assertThat(Files.size(segment.path())).isEqualTo(size);
  }
}
