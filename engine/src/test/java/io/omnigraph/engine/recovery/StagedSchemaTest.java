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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedSchemaTest {
  @TempDir Path root;

  @Test
  void aFileThatCannotBeReadIsNotOneThatStatesSomethingElse() throws IOException {
    ControlStore files = new LocalControlStore(root, new Durable(StorageOptions.Durability.OS));
    GraphSchema schema = Schemas.compile("node P { name: String @key }");
    SchemaFiles written = new SchemaFiles(files);
    written.writeObject(schema);
    written.accept(schema);
    written.stage(Schemas.compile("node Q { name: String @key }"));
    StagedSchema staged = new StagedSchema(files, root);
    Path ir = root.resolve(SchemaFiles.IR);
    Path aside = Files.move(ir, root.resolve("aside"));
    Files.createDirectory(ir); // to read it is a fault
    assertThatThrownBy(() -> staged.reconcile(schema.hash()))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAULT));
    Files.delete(ir);
    Files.move(aside, ir);
    assertThat(staged.reconcile(schema.hash())).isTrue();
    assertThat(staged.isAccepted(schema.hash())).isTrue();
    assertThat(staged.anyStaged()).isFalse();
  }
}
