package io.omnigraph.storage.control;

class InMemoryControlStoreTest extends ControlStoreContract {
  @Override
  protected ControlStore newStore() {
    return new InMemoryControlStore();
  }
}
