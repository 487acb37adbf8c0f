package dev.attune.datasets.check;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.RowProblem;
import dev.attune.datasets.check.Finding.Kind;
import dev.attune.datasets.known.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Checks a data set: every picture is decoded, every sound read, and rows are compared across
 * splits and groups.
 */
public final class DatasetCheck {
  private static final Pattern NOT_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int MIN_LABEL = 2;

  private final Dataset data;
  private final CheckReport.Builder report = new CheckReport.Builder();
  private final Map<String, Item> firstOfContent = new HashMap<>();
  private final Map<String, Item> firstOfCaption = new HashMap<>();
  private final Map<String, Item> firstOfGroup = new HashMap<>();

  private DatasetCheck(Dataset data) {
    this.data = data;
  }

  private record Looked(Optional<ImageFacts> image, Optional<String> audio, String audioDigest) {}

  /** Checks with {@link ImageLimits#defaults()}; of sounds, that they are not empty. */
  public static CheckReport check(Dataset data) {
    return check(data, ImageLimits.defaults(), sound -> Optional.empty());
  }

  /**
   * Checks.
   *
   * @param data the rows
   * @param limits which pictures are taken
   * @param audio gives the reason why a sound cannot be used, or nothing; called on several threads
   */
  public static CheckReport check(
      Dataset data, ImageLimits limits, Function<Path, Optional<String>> audio) {
    ImageProbe probe = new ImageProbe(limits);
    // One picture may stand in many rows, such as one for each language.
    Map<Path, ImageFacts> pictures = new ConcurrentHashMap<>();
    Function<Path, ImageFacts> image = file -> pictures.computeIfAbsent(file, probe::probe);
    List<Looked> looked =
        IntStream.range(0, data.size())
            .parallel()
            .mapToObj(i -> look(data.item(i), image, audio))
            .toList();
    return new DatasetCheck(data).report(looked);
  }

  private static Looked look(
      Item item, Function<Path, ImageFacts> image, Function<Path, Optional<String>> audio) {
    Optional<String> reason = Optional.empty();
    String digest = "";
    if (item.audio().isPresent()) {
      Path sound = item.audio().get();
      try {
        reason = Files.size(sound) == 0 ? Optional.of("the file is empty") : audio.apply(sound);
        digest = Sha256.of(sound);
      } catch (IOException unreadable) {
        reason = Optional.of("cannot be read: " + unreadable.getMessage());
      }
    }
    return new Looked(item.image().map(image), reason, digest);
  }

  private CheckReport report(List<Looked> looked) {
    for (RowProblem problem : data.problems()) {
      report.add(Kind.BAD_ROW, problem.line(), problem.reason());
    }
    for (int i = 0; i < data.size(); i++) {
      Item item = data.item(i);
      Looked files = looked.get(i);
      files.image().ifPresent(facts -> image(item, facts));
      audio(item, files);
      group(item);
      for (String caption : item.texts()) {
        caption(item, caption);
      }
    }
    return report.build(data.size());
  }

  private void image(Item item, ImageFacts facts) {
    String name = relative(item.image().orElseThrow());
    if (facts.reason().isPresent()) {
      report.add(Kind.UNREADABLE_IMAGE, item.line(), name + ": " + facts.reason().get());
      return;
    }
    facts
        .channels()
        .ifPresent(channels -> report.add(Kind.CHANNELS, item.line(), name + ": " + channels));
    if (facts.orientation() > 1) {
      report.add(Kind.EXIF_TURN, item.line(), name + ": EXIF orientation " + facts.orientation());
    }
    content(item, name, facts.digest());
  }

  private void audio(Item item, Looked files) {
    if (item.audio().isEmpty()) {
      return;
    }
    String name = relative(item.audio().get());
    if (files.audio().isPresent()) {
      report.add(Kind.UNREADABLE_AUDIO, item.line(), name + ": " + files.audio().get());
    } else {
      content(item, name, files.audioDigest());
    }
  }

  private void content(Item item, String name, String digest) {
    Item first = firstOfContent.putIfAbsent(digest, item);
    if (first == null) {
      return;
    }
    String same = name + ": same content as line " + first.line();
    if (!first.split().equals(item.split())) {
      report.add(Kind.DUPLICATE_ACROSS_SPLITS, item.line(), same + ", " + splits(first, item));
    } else if (first.group().isEmpty() || !first.group().equals(item.group())) {
      report.add(Kind.DUPLICATE, item.line(), same + ", in another group");
    }
  }

  private void group(Item item) {
    if (item.group().isEmpty()) {
      return;
    }
    Item first = firstOfGroup.putIfAbsent(item.group().get(), item);
    if (first != null && !first.split().equals(item.split())) {
      report.add(
          Kind.GROUP_ACROSS_SPLITS,
          item.line(),
          "group `%s`: %s, as at line %d"
              .formatted(item.group().get(), splits(first, item), first.line()));
    }
  }

  private void caption(Item item, String caption) {
    String words = words(caption);
    Item first = firstOfCaption.putIfAbsent(words, item);
    if (first != null && !first.split().equals(item.split())) {
      report.add(
          Kind.CAPTION_ACROSS_SPLITS,
          item.line(),
          "same caption as line " + first.line() + ", " + splits(first, item));
    }
    if (item.label().isPresent()) {
      String label = words(item.label().get());
      if (label.length() >= MIN_LABEL + 2 && words.contains(label)) {
        report.add(
            Kind.LABEL_IN_CAPTION,
            item.line(),
            "label `%s` stands in the caption of %s".formatted(item.label().get(), item.id()));
      }
    }
  }

  private static String splits(Item first, Item second) {
    return "in split `%s` and `%s`"
        .formatted(first.split().orElse("none"), second.split().orElse("none"));
  }

  /** Lower-case words between single spaces, with one at either end. */
  private static String words(String text) {
    return " " + NOT_WORDS.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip() + " ";
  }

  private String relative(Path file) {
    Path folder = Files.isDirectory(data.source()) ? data.source() : data.source().getParent();
    return folder != null && file.startsWith(folder)
        ? folder.relativize(file).toString()
        : file.toString();
  }
}
