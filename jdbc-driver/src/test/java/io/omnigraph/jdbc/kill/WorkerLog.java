package io.omnigraph.jdbc.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The log of one worker, outside of the graph, one line an event: {@code intend OPERATION} before a
 * commit; then {@code ack}, {@code nack STATE} (it certainly did not happen) or {@code wrong TEXT}
 * (something that must never be). A last {@code intend} without an answer is what a kill leaves;
 * the judge then adds {@code done} or {@code gone}. Each line is on the disk before the next step.
 */
final class WorkerLog implements AutoCloseable {
  private final FileChannel channel;

  WorkerLog(Path folder, String worker) throws IOException {
    channel =
        FileChannel.open(
            file(folder, worker), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Path file(Path folder, String worker) {
    return folder.resolve(worker + ".log");
  }

  void add(String event, Object text) throws IOException {
    String line = (event + " " + text).strip().replace('\n', ' ') + "\n";
    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * What a log says.
   *
   * @param model all that was acknowledged
   * @param open the operation whose answer is missing, or null
   * @param acknowledged count of acks
   * @param refused count of nacks
   * @param wrong what must never have happened
   */
  record Story(
      WorkerModel model, Operation open, int acknowledged, int refused, List<String> wrong) {}

  static Story read(Path folder, String worker) throws IOException {
    WorkerModel model = new WorkerModel();
    Operation open = null;
    int acknowledged = 0;
    int refused = 0;
    List<String> wrong = new ArrayList<>();
    Path file = file(folder, worker);
    for (String line : Files.exists(file) ? complete(file) : List.<String>of()) {
      String[] parts = line.split(" ", 2);
      switch (parts[0]) {
        case "intend" -> open = Operation.parse(parts[1]);
        case "ack", "done" -> {
          model.apply(open);
          open = null;
          acknowledged += parts[0].equals("ack") ? 1 : 0;
        }
        case "nack", "gone" -> {
          open = null;
          refused += parts[0].equals("nack") ? 1 : 0;
        }
        default -> wrong.add(line);
      }
    }
    return new Story(model, open, acknowledged, refused, wrong);
  }

  /** A line that the kill cut was followed by nothing. */
  private static List<String> complete(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
