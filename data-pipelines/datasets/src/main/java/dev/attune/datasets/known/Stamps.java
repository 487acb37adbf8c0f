package dev.attune.datasets.known;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * The stamps of Tux Paint, unpacked: pictures, captions, speech and effects by stem. Mirrored and
 * flipped copies are left out; drawings in SVG become PNG over white where there is no picture.
 */
final class Stamps {
  private static final String ROOT = "usr/share/tuxpaint/stamps/";
  private static final int MAX_MEMBER_BYTES = 32 << 20;
  private static final int SVG_SIDE = 256;
  private static final Pattern COPY = Pattern.compile(".*_(mirror|flip|mirror_flip)\\.[a-z]+");
  private static final Pattern MEMBER =
      Pattern.compile("(.+?)(?:(_desc)(?:_([A-Za-z_]{2,20}))?)?\\.(png|svg|txt|ogg|wav)");
  private static final Pattern CAPTION = Pattern.compile("([A-Za-z_@]{2,20})\\.utf8=(.*)");
  private static final String ENGLISH = "en";

  /** Stamps whose effect holds nothing but zeros: animals that make no sound. */
  private static final Set<String> SILENT =
      Set.of(
          "animals/birds/nandou",
          "animals/lizards/iguana",
          "animals/mammals/giraffe",
          "animals/marsupials/wombat");

  /** What there is of one stamp; paths are in the data set's folder. */
  private static final class Stamp {
    private String picture;
    private boolean drawn;
    private String effect;
    private final SortedMap<String, String> captions = new TreeMap<>();
    private final SortedMap<String, String> speech = new TreeMap<>();
    private final SortedMap<String, String> digests = new TreeMap<>();
    private boolean described;
  }

  private final Path target;
  private final SortedMap<String, Stamp> stamps = new TreeMap<>();
  private final SortedSet<String> silent = new TreeSet<>();
  private final SvgDrawing drawing = new SvgDrawing();

  private Stamps(Path target) {
    this.target = target;
  }

  /** Writes pictures and sounds below a folder, and keeps the captions. */
  static Stamps unpack(Path archive, Path target) throws IOException {
    Stamps stamps = new Stamps(target);
    Archives.debianMembers(
        archive,
        name -> name.startsWith(ROOT) && !COPY.matcher(name).matches(),
        MAX_MEMBER_BYTES,
        (name, bytes) -> stamps.take(name.substring(ROOT.length()), bytes));
    stamps.stamps.values().removeIf(stamp -> stamp.picture == null || !stamp.described);
    return stamps;
  }

  int count() {
    return stamps.size();
  }

  /** The stamps whose effect is left out, as it is silent. */
  SortedSet<String> silent() {
    return silent;
  }

  private void take(String name, byte[] bytes) throws IOException {
    Matcher matcher = MEMBER.matcher(name);
    if (!matcher.matches()) {
      return;
    }
    Stamp stamp = stamps.computeIfAbsent(matcher.group(1), stem -> new Stamp());
    boolean spoken = matcher.group(2) != null;
    switch (matcher.group(4)) {
      case "png" -> picture(stamp, name, bytes, false);
      case "svg" -> picture(stamp, name, bytes, true);
      case "txt" -> captions(stamp, bytes);
      default -> {
        if (!spoken && SILENT.contains(matcher.group(1))) {
          silent.add(matcher.group(1));
          return;
        }
        Files.write(Archives.inside(target, name), bytes);
        if (spoken) {
          String language = matcher.group(3) == null ? ENGLISH : matcher.group(3).replace('_', '-');
          stamp.speech.put(language, name);
          stamp.digests.put(language, digest(bytes));
        } else {
          stamp.effect = name;
        }
      }
    }
  }

  /** A picture in PNG stands before a drawing, in whichever order they come. */
  private void picture(Stamp stamp, String name, byte[] bytes, boolean svg) throws IOException {
    if (!svg) {
      Files.write(Archives.inside(target, name), bytes);
      stamp.picture = name;
      stamp.drawn = false;
      return;
    }
    Optional<BufferedImage> image =
        drawing.draw(new String(bytes, StandardCharsets.UTF_8), SVG_SIDE);
    if (stamp.picture == null && image.isPresent()) {
      String png = name + ".png";
      ImageIO.write(image.get(), "png", Archives.inside(target, png).toFile());
      stamp.picture = png;
      stamp.drawn = true;
    }
  }

  /** The first line is English; then {@code locale.utf8=text}. */
  private static void captions(Stamp stamp, byte[] bytes) {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    stamp.described = true;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Matcher caption = CAPTION.matcher(line);
      if (caption.matches()) {
        put(stamp, caption.group(1).replace('_', '-'), caption.group(2));
      } else if (i == 0) {
        put(stamp, ENGLISH, line);
      }
    }
  }

  private static void put(Stamp stamp, String language, String caption) {
    if (!caption.isBlank()) {
      stamp.captions.put(language, caption.strip());
    }
  }

  private static String digest(byte[] bytes) {
    MessageDigest digest = Sha256.start();
    digest.update(bytes);
    return Sha256.hex(digest);
  }

  /** Rows in the order of stems and languages. */
  List<SpokenRow> rows() {
    Components groups = groups();
    List<SpokenRow> rows = new ArrayList<>();
    stamps.forEach(
        (stem, stamp) -> {
          Set<String> languages = new TreeSet<>(stamp.captions.keySet());
          languages.addAll(stamp.speech.keySet());
          String group = groups.name("stamp " + stem);
          languages.forEach(language -> rows.add(row(stem, stamp, language, group)));
          if (stamp.effect != null) {
            rows.add(effect(stem, stamp, group));
          }
        });
    return rows;
  }

  /** Stamps of one English caption belong together, and so do those that share a recording. */
  private Components groups() {
    Components groups = new Components();
    stamps.forEach(
        (stem, stamp) -> {
          String english = stamp.captions.get(ENGLISH);
          if (english != null) {
            String plain = english.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
            groups.join("stamp " + stem, "caption " + plain);
          }
          stamp.digests.values().forEach(d -> groups.join("stamp " + stem, "speech " + d));
        });
    return groups;
  }

  private static SpokenRow row(String stem, Stamp stamp, String language, String group) {
    return new SpokenRow(
        stem,
        language,
        Optional.of(stamp.picture),
        Optional.ofNullable(stamp.speech.get(language)),
        Optional.ofNullable(stamp.captions.get(language)),
        Optional.of(language),
        group,
        label(stem),
        columns(stamp, "speech"));
  }

  private static SpokenRow effect(String stem, Stamp stamp, String group) {
    return new SpokenRow(
        stem,
        "effect",
        Optional.of(stamp.picture),
        Optional.of(stamp.effect),
        Optional.empty(),
        Optional.empty(),
        group,
        label(stem),
        columns(stamp, "effect"));
  }

  private static Map<String, List<String>> columns(Stamp stamp, String kind) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("picture", List.of(stamp.drawn ? "svg" : "png"));
    columns.put("kind", List.of(kind));
    List<String> spoken = new ArrayList<>(stamp.speech.keySet());
    spoken.retainAll(stamp.captions.keySet());
    columns.put("spoken", spoken);
    return columns;
  }

  private static String label(String stem) {
    int slash = stem.indexOf('/');
    return slash < 0 ? "stamps" : stem.substring(0, slash);
  }
}
