package io.omnigraph.storage;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lance.CommitBuilder;
import org.lance.Dataset;

class StorageArchitectureTest {
  /** Calls of Lance that move a head, or remove versions, at once. */
  private static final String COMMITS_AT_ONCE =
      "commit|commitAppend|commitOverwrite|commitTransaction|commitExistingIndexSegments|drop"
          + "|migrateManifestPathsV2|addColumns|dropColumns|alterColumns|delete|truncateTable"
          + "|restore|createIndex|dropIndex|optimizeIndices|compact|updateConfig|deleteConfigKeys"
          + "|mergeInsert|cleanupWithPolicy|initializeMemWal|memWalWriter|newTransactionBuilder";

  private static JavaClasses storage;

  @BeforeAll
  static void read() {
    storage =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.omnigraph.storage");
  }

  @Test
  @DisplayName("SUB-15 only the committing class calls what moves a table's head")
  void onlyTableCommitsCommits() {
    classes()
        .that()
        .areAssignableTo("io.omnigraph.storage.lance.TableCommits")
        .should()
        .callMethod(CommitBuilder.class, "execute", org.lance.Transaction.class)
        .check(storage);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.omnigraph.storage.lance.TableCommits")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(CommitBuilder.class)
        .check(storage);
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(name(Dataset.class.getName()))).and(target(nameMatching(COMMITS_AT_ONCE))))
        .check(storage);
  }

  @Test
  void theForbiddenCallsExist() {
    Set<String> methods =
        Arrays.stream(Dataset.class.getMethods())
            .map(java.lang.reflect.Method::getName)
            .collect(Collectors.toSet());
    assertThat(methods).contains(COMMITS_AT_ONCE.split("\\|"));
  }

  @Test
  void onlyTheLancePackageKnowsLanceAndArrow() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.omnigraph.storage.lance", "io.omnigraph.storage.nativelib")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.lance..").or(resideInAPackage("org.apache.arrow..")))
        .check(storage);
  }

  @Test
  void columnsAndErrorsKnowNothingOfFiles() {
    noClasses()
        .that()
        .resideInAnyPackage("io.omnigraph.storage.column", "io.omnigraph.storage.error")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "io.omnigraph.storage.lance..")
        .check(storage);
  }
}
