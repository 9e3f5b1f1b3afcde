package io.omnigraph.storage.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.OmnigraphException;
import org.junit.jupiter.api.Test;

class FaultyControlStoreTest extends ControlStoreContract {
  @Override
  protected ControlStore newStore() {
    return new FaultyControlStore(new InMemoryControlStore());
  }

  @Test
  void failsBeforeOrAfterTheEffect() {
    FaultyControlStore store = new FaultyControlStore(new InMemoryControlStore());
    store.failBefore((operation, path) -> path.equals("a"));
    store.failAfter((operation, path) -> path.equals("b"));
    assertThatThrownBy(() -> store.write("a", "x")).isInstanceOf(OmnigraphException.class);
    assertThatThrownBy(() -> store.write("b", "x")).isInstanceOf(OmnigraphException.class);
    assertThat(store.list("")).containsExactly("b");
  }
}
