package io.omnigraph.engine.crash;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.session.Session;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What comes after a crash. A new kind of action is one more constant here. */
enum NextAction {
  OPEN(
      c -> {
        c.place();
        Verdict.check(c, c.recovered());
      }),

  OPEN_READ_ONLY(
      c -> {
        c.place();
        Map<String, String> files = Directory.listing(c.root());
        readOnly(c);
        assertThat(Directory.listing(c.root())).isEqualTo(files);
        Verdict.check(c.root(), c.kind(), c.recovered());
      }),

  /** Moves forward what can be, and leaves the rest for a full recovery. */
  REFRESH(
      c -> {
        c.onOpenHandle(
            session -> {
              session.refresh();
              assertThat(Rows.of(session)).isEqualTo(c.refreshed());
            });
        Verdict.check(c.root(), c.kind(), c.recovered());
      }),

  READ_ON_OPEN_HANDLE(
      c -> {
        c.onOpenHandle(
            session ->
                seen(
                    c,
                    c.isVisible(),
                    () -> assertThat(Rows.of(session)).isEqualTo(c.visible(c.isVisible()))));
        Verdict.check(c.root(), c.kind(), c.recovered());
      }),

  CRASH_IN_RECOVERY(
      c -> {
        c.place();
        Path work = c.root().resolveSibling(c.root().getFileName() + "-again");
        try {
          RecoveryCrash.check(c.root(), c.kind(), work, c.recovered(), c.deepest());
        } finally {
          Directory.delete(work);
        }
      }),

  WRITE_SAME_TABLE(
      c ->
          write(
              c,
              s -> onBranch(s, c.writer().branch(), () -> insert(s, "Person", row("Zoe", 9))),
              rows -> rows.put(c.writer().branch(), "Person", "Zoe|9"))),

  WRITE_OTHER_TABLE(
      c ->
          write(
              c,
              s -> onBranch(s, c.writer().branch(), () -> insert(s, "Place", row("Ulm"))),
              rows -> rows.put(c.writer().branch(), "Place", "Ulm"))),

  WRITE_OTHER_BRANCH(
      c -> {
        String other = c.writer().branch().equals("main") ? "side" : "main";
        write(
            c,
            s -> onBranch(s, other, () -> insert(s, "Person", row("Zoe", 9))),
            rows -> rows.put(other, "Person", "Zoe|9"));
      }),

  /** Where there are deltas of the dead writer's, they are folded; the write heals the rest. */
  FOLD_AND_WRITE(
      c ->
          write(
              c,
              s ->
                  onBranch(
                      s,
                      c.writer().branch(),
                      () -> {
                        s.fold();
                        insert(s, "Person", row("Zoe", 9));
                      }),
              rows -> rows.put(c.writer().branch(), "Person", "Zoe|9"))),

  CHECKPOINT_AND_WRITE(
      c ->
          write(
              c,
              s -> {
                Writers.checkpoint(s);
                onBranch(s, c.writer().branch(), () -> insert(s, "Person", row("Zoe", 9)));
              },
              rows -> rows.put(c.writer().branch(), "Person", "Zoe|9"))),

  CHANGE_SCHEMA(c -> write(c, s -> Writers.addType(s, "Late"), rows -> rows.type("main", "Late"))),

  CREATE_BRANCH(
      c ->
          write(
              c,
              s -> s.createBranch("late", "main", Optional.empty()),
              rows -> rows.branch("late", "main"))),

  DROP_BRANCH(c -> write(c, s -> s.dropBranch("side"), rows -> rows.dropBranch("side")));

  // Lambdas that capture nothing; Consumer itself cannot say so.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Consumer<CrashCase> body;

  NextAction(Consumer<CrashCase> body) {
    this.body = body;
  }

  void run(CrashCase crashed) {
    try {
      body.accept(crashed);
    } finally {
      Directory.delete(crashed.root());
    }
  }

  /** A write on an open handle first heals what the dead writer left; nothing is opened again. */
  private static void write(CrashCase c, Consumer<Session> write, Consumer<Rows> effect) {
    Rows expected = c.recovered();
    effect.accept(expected);
    c.onOpenHandle(
        session -> {
          write.accept(session);
          assertThat(Rows.of(session)).isEqualTo(expected);
        });
    Verdict.check(c, expected);
  }

  private static void onBranch(Session session, String branch, Runnable write) {
    session.useBranch(branch);
    write.run();
    session.useBranch("main");
  }

  private static void readOnly(CrashCase c) {
    seen(
        c,
        c.isVisibleAlone(),
        () -> {
          try (Graph graph = Graphs.open(c.root(), c.kind().options().withReadOnly(true));
              Session session = graph.newSession()) {
            assertThat(Rows.of(session)).isEqualTo(c.visible(c.isVisibleAlone()));
          }
        });
  }

  /**
   * Readers see the graph as the manifest has it. Only where main's schema was published and its
   * files do not say so yet, may they be refused.
   */
  private static void seen(CrashCase c, boolean isVisible, Runnable read) {
    try {
      read.run();
    } catch (OmnigraphException e) {
      boolean unpromoted =
          c.writer().kind() == Writer.Kind.SCHEMA
              && c.writer().branch().equals("main")
              && isVisible;
      if (!unpromoted || e.code() != ErrorCode.RECOVERY_REQUIRED) {
        throw e;
      }
    }
  }
}
