package dev.attune.experiments;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of docs/architecture.md, over all modules. */
@AnalyzeClasses(packages = "dev.attune", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule arrowsPointDownOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.attune..")
          .withOptionalLayers(true)
          .layer("experiments")
          .definedBy("dev.attune.experiments..")
          .layer("pretraining")
          .definedBy("dev.attune.pretraining..")
          .layer("alignment")
          .definedBy("dev.attune.alignment..")
          .layer("text")
          .definedBy("dev.attune.text..")
          .layer("image")
          .definedBy("dev.attune.image..")
          .layer("audio")
          .definedBy("dev.attune.audio..")
          .layer("datasets")
          .definedBy("dev.attune.datasets..")
          .layer("augmentation")
          .definedBy("dev.attune.augmentation..")
          .layer("objectives")
          .definedBy("dev.attune.objectives..")
          .layer("engine")
          .definedBy("dev.attune.engine..")
          .layer("graph")
          .definedBy("dev.attune.graph..")
          .layer("evaluation")
          .definedBy("dev.attune.evaluation..")
          .layer("retrieval")
          .definedBy("dev.attune.retrieval..")
          .whereLayer("experiments")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("pretraining")
          .mayOnlyBeAccessedByLayers("experiments")
          .whereLayer("alignment")
          .mayOnlyBeAccessedByLayers("experiments")
          .whereLayer("text")
          .mayOnlyBeAccessedByLayers("experiments")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers("experiments")
          .whereLayer("audio")
          .mayOnlyBeAccessedByLayers("experiments")
          .whereLayer("datasets")
          .mayOnlyBeAccessedByLayers("experiments")
          .whereLayer("evaluation")
          .mayOnlyBeAccessedByLayers("experiments")
          .whereLayer("retrieval")
          .mayOnlyBeAccessedByLayers("experiments")
          .whereLayer("augmentation")
          .mayOnlyBeAccessedByLayers(
              "experiments", "pretraining", "datasets", "text", "image", "audio")
          .whereLayer("objectives")
          .mayOnlyBeAccessedByLayers(
              "experiments", "pretraining", "alignment", "text", "image", "audio")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers(
              "experiments", "pretraining", "alignment", "text", "image", "audio")
          .whereLayer("graph")
          .mayOnlyBeAccessedByLayers(
              "experiments",
              "pretraining",
              "alignment",
              "text",
              "image",
              "audio",
              "objectives",
              "engine");

  @ArchTest
  static final ArchRule figuresKnowArraysAlone =
      noClasses()
          .that()
          .resideInAnyPackage("dev.attune.evaluation..", "dev.attune.retrieval..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.datavec..", "org.deeplearning4j..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule dataKnowsNoGraph =
      noClasses()
          .that()
          .resideInAnyPackage("dev.attune.datasets..", "dev.attune.augmentation..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.autodiff..", "org.deeplearning4j..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyExperimentsBindsJson =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.attune.experiments..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson.databind..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule oneObjectMapper =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.attune.experiments.json")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("com.fasterxml.jackson.databind.ObjectMapper")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.attune.experiments.cli..")
          // Its second process answers by standard output, and hides SameDiff's own words there.
          .and()
          .doNotHaveSimpleName("StockSuite")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nobodyDeserialisesObjects =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.attune.(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      classes()
          .should()
          .haveNameNotMatching(".*(Util|Utils|Manager|Helper|Impl)(\\$.*)?")
          .allowEmptyShould(true);

  @ArchTest
  static void everyModuleOnTheClassPathIsLookedAt(JavaClasses all) {
    for (String module : new String[] {"graph", "engine", "evaluation", "experiments"}) {
      assertThat(all.that(resideInAPackage("dev.attune." + module + ".."))).as(module).isNotEmpty();
    }
  }
}
