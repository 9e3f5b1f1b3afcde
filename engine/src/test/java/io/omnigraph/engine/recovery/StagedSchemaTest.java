package io.omnigraph.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.publish.SchemaFiles;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedSchemaTest {
  @TempDir Path root;

  private String unreadable = "";

  /** A disk on which one file cannot be read at the moment. */
  private ControlStore files() {
    ControlStore real = new LocalControlStore(root, new Durable(StorageOptions.Durability.OS));
    return (ControlStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ControlStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("read") && arguments[0].equals(unreadable)) {
                throw new OmnigraphException(ErrorCode.STORAGE_FAULT, unreadable, "a fault");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aFileThatCannotBeReadIsNotOneThatStatesSomethingElse() {
    ControlStore files = files();
    GraphSchema schema = Schemas.compile("node P { name: String @key }");
    SchemaFiles written = new SchemaFiles(files);
    written.writeObject(schema);
    written.accept(schema);
    written.stage(Schemas.compile("node Q { name: String @key }"));
    StagedSchema staged = new StagedSchema(files, root);
    unreadable = SchemaFiles.IR;
    assertThatThrownBy(() -> staged.reconcile(schema.hash()))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAULT));
    unreadable = "";
    assertThat(staged.reconcile(schema.hash())).isTrue();
    assertThat(staged.isAccepted(schema.hash())).isTrue();
    assertThat(staged.anyStaged()).isFalse();
  }
}
