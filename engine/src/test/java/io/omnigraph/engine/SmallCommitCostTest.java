package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a commit of a row costs this process, in memory that it asks for. */
class SmallCommitCostTest {
  private static final int COMMITS = 300;

  @TempDir Path folder;

  @Test
  void aCommitCostsTheSameHoweverManyTablesThereAre() {
    bytesOfCommit(1); // what is loaded at the first commits is no cost of either
    long few = bytesOfCommit(0);
    long many = bytesOfCommit(200);
    assertThat(few).isPositive();
    assertThat(many).isLessThan(few + few / 4);
  }

  /**
   * @param others tables that the commits do not touch
   */
  private long bytesOfCommit(int others) {
    StringBuilder schema = new StringBuilder(GraphFixture.T);
    for (int i = 0; i < others; i++) {
      schema.append("node Other").append(i).append(" { name: String @key }\n");
    }
    Path root = folder.resolve("with" + others);
    OpenOptions options = GraphFixture.withSmallCommits();
    Graphs.init(root, schema.toString(), options.storage(), Steps.NONE);
    try (Graph graph = Graphs.open(root, options);
        Session session = graph.newSession()) {
      insert(session, "Company", row("first"));
      long before = allocated();
      for (int i = 0; i < COMMITS; i++) {
        insert(session, "Company", row("c" + i));
      }
      return (allocated() - before) / COMMITS;
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
