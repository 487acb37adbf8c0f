package dev.attune.augmentation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionalDependencyTest {
  private static final String CROP = "dev.attune.augmentation.image.RandomResizedCrop";
  private static final String FRAMES = "dev.attune.augmentation.imagetransform.Frames";

  @Test
  void onlyImagetransformKnowsDataVecsImages() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.attune.augmentation");
    assertThat(classes.size()).isGreaterThan(30);
    noClasses()
        .that()
        .resideOutsideOfPackage("..imagetransform..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..", "org.datavec.image..", "..imagetransform..")
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage("dev.attune.augmentation", "..audio..", "..image..", "..text..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "..augmentation.datavec..")
        .check(classes);
  }

  @Test
  void picturesAreAugmentedWithoutDataVecsImages() throws Exception {
    try (URLClassLoader without =
        new URLClassLoader(classPathWithoutImages(), ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> without.loadClass("org.datavec.image.data.ImageWritable"))
          .isInstanceOf(ClassNotFoundException.class);
      Object pixels =
          without
              .loadClass("dev.attune.augmentation.image.PixelsWritable")
              .getDeclaredConstructor(float[].class, int.class, int.class, int.class)
              .newInstance(new float[48], 3, 4, 4);
      Object crop =
          without.loadClass(CROP).getMethod("of", int.class, int.class).invoke(null, 2, 2);
      Object seeds =
          without
              .loadClass("dev.attune.augmentation.Seeds")
              .getDeclaredConstructor(long.class)
              .newInstance(1L);
      Object random =
          seeds
              .getClass()
              .getMethod("at", long.class, long.class, int.class)
              .invoke(seeds, 0L, 0L, 0);
      Object cropped =
          crop.getClass()
              .getMethod("apply", pixels.getClass(), java.util.random.RandomGenerator.class)
              .invoke(crop, pixels, random);
      assertThat(cropped).hasToString("PixelsWritable[3, 2, 2]");
      assertThatThrownBy(() -> without.loadClass(FRAMES).getMethods())
          .isInstanceOf(NoClassDefFoundError.class);
    }
  }

  private static URL[] classPathWithoutImages() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("datavec-data-image") && !entry.contains("bytedeco")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(new URL[0]);
  }
}
