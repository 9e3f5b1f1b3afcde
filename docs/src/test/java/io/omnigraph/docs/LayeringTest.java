package io.omnigraph.docs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the modules go one way; here, where all classes are on the path. */
class LayeringTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.omnigraph");

  @Test
  void allModulesAreOnThePath() {
    for (String module : new String[] {"storage", "engine", "sql", "jdbc"}) {
      assertThat(
              ALL.stream().anyMatch(c -> c.getPackageName().startsWith("io.omnigraph." + module)))
          .as(module)
          .isTrue();
    }
  }

  @Test
  void onlyStorageKnowsLanceAndArrow() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.omnigraph.storage..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.lance..", "org.apache.arrow..")
        .check(ALL);
  }

  @Test
  void onlyTheSqlPlannerKnowsCalcite() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.omnigraph.sql..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.calcite..")
        .check(ALL);
  }

  @Test
  void storageKnowsNoLayerAbove() {
    noClasses()
        .that()
        .resideInAPackage("io.omnigraph.storage..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.omnigraph.engine..", "io.omnigraph.sql..", "io.omnigraph.jdbc..", "java.sql..")
        .check(ALL);
  }

  @Test
  void engineKnowsNoSql() {
    noClasses()
        .that()
        .resideInAPackage("io.omnigraph.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.omnigraph.sql..", "io.omnigraph.jdbc..", "java.sql..")
        .check(ALL);
  }

  @Test
  void sqlPlannerKnowsNoJdbc() {
    noClasses()
        .that()
        .resideInAPackage("io.omnigraph.sql..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.omnigraph.jdbc..", "java.sql..")
        .check(ALL);
  }

  @Test
  void driverSeesOnlyTheFaceOfThePlanner() {
    classes()
        .that()
        .resideInAPackage("io.omnigraph.sql..")
        .and()
        .resideOutsideOfPackage("io.omnigraph.sql.session..")
        .should()
        .onlyBeAccessed()
        .byAnyPackage("io.omnigraph.sql..")
        .check(ALL);
  }

  @Test
  void shellUsesTheDriverAsAnybodyElse() {
    noClasses()
        .that()
        .resideInAPackage("io.omnigraph.jdbc.shell..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.omnigraph.sql..", "io.omnigraph.engine.session..", "io.omnigraph.storage..")
        .check(ALL);
  }
}
