package io.omnigraph.docs;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.omnigraph.storage.StorageOptions;
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

  @Test
  void aboveTheEngineOnlyErrorsColumnsAndOptionsAreSeenOfStorage() {
    noClasses()
        .that()
        .resideInAnyPackage("io.omnigraph.sql..", "io.omnigraph.jdbc..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.omnigraph.storage..")
                .and(
                    not(
                        resideInAnyPackage(
                            "io.omnigraph.storage.error..", "io.omnigraph.storage.column..")))
                .and(not(belongToAnyOf(StorageOptions.class))))
        .check(ALL);
  }

  @Test
  void publicFaceOfTheDriverNamesNoPlanner() {
    noMethods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat(resideInAPackage("io.omnigraph.jdbc").and(modifier(PUBLIC)))
        .should()
        .haveRawReturnType(resideInAnyPackage("io.omnigraph.sql..", "io.omnigraph.storage.."))
        .orShould()
        .haveRawParameterTypes(
            anyElementThat(resideInAnyPackage("io.omnigraph.sql..", "io.omnigraph.storage..")))
        .check(ALL);
  }

  @Test
  void innerPackagesOfTheDriverDoNotKnowItsConnections() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.omnigraph.jdbc.error..",
            "io.omnigraph.jdbc.types..",
            "io.omnigraph.jdbc.metadata..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.omnigraph.jdbc")
        .check(ALL);
    noClasses()
        .that()
        .resideInAnyPackage("io.omnigraph.jdbc.error..", "io.omnigraph.jdbc.types..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.omnigraph.jdbc.metadata..")
        .check(ALL);
  }

  /** The generated parser is left out: JavaCC gives it a debug stream that nobody switches on. */
  @Test
  void onlyTheShellPrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.omnigraph.jdbc.shell..", "io.omnigraph.sql.parser.generated..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(ALL);
  }
}
