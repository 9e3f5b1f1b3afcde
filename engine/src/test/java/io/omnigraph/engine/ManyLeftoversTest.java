package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.publish.WriterKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sidecars of many writers that died before they had moved anything. */
@Timeout(120)
class ManyLeftoversTest extends RecoveryCase {
  private void leave(int leftovers) {
    for (int i = 0; i < leftovers; i++) {
      forge(sidecar(WriterKind.MUTATION, pin(person)));
    }
    assertThat(sidecars()).hasSize(leftovers);
  }

  @Test
  void theNextOpenResolvesThemAll() {
    leave(1_000);
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(4);
    insert(session, "Person", row("Next", 1));
    assertThat(read("Person")).hasSize(5);
    assertSound();
  }

  @Test
  void theNextWriteResolvesThemAllAndReadersPayNothing() {
    leave(20);
    assertThat(read("Person")).hasSize(4);
    assertThat(sidecars()).hasSize(20);
    insert(session, "Person", row("Next", 1));
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).hasSize(5);
    assertSound();
  }
}
