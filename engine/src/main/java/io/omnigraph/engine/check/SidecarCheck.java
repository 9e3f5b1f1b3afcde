package io.omnigraph.engine.check;

import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notes of unfinished commits: whether they can be read, and whether somebody works on them. */
final class SidecarCheck {
  private final CheckedGraph graph;
  private final Findings findings;
  private final Sidecars sidecars;

  SidecarCheck(CheckedGraph graph, Findings findings) {
    this.graph = graph;
    this.findings = findings;
    this.sidecars = new Sidecars(graph.files(), graph.root(), Steps.NONE);
  }

  void run() {
    for (String id : sidecars.list()) {
      try {
        sidecars.read(id).ifPresent(this::check);
      } catch (OmnigraphException e) {
        findings.add(FindingKind.SIDECAR_DAMAGED, id, e.getMessage());
      }
    }
  }

  private void check(Sidecar sidecar) {
    String id = sidecar.operationId();
    boolean running = graph.running().mayRun(id);
    if (sidecars.list().contains(id)) {
      String what =
          "%s on branch \"%s\", %s"
              .formatted(
                  sidecar.writerKind().text(),
                  sidecar.branch() == null ? "main" : sidecar.branch(),
                  sidecar.confirmed() ? "all tables written" : "armed");
      findings.add(running ? FindingKind.OPERATION_RUNNING : FindingKind.SIDECAR_PENDING, id, what);
    }
  }

  /** Those that can be read, now. */
  List<Sidecar> readable() {
    List<Sidecar> result = new ArrayList<>();
    for (String id : sidecars.list()) {
      try {
        Optional<Sidecar> sidecar = sidecars.read(id);
        sidecar.ifPresent(result::add);
      } catch (OmnigraphException e) {
        // Told by run().
      }
    }
    return result;
  }
}
