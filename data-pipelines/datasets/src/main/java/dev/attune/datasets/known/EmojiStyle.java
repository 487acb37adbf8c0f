package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The concepts of {@link Emoji} in another drawing style, from an Iconify icon set, at 64 by 64
 * pixels over white. Ids, names and groups are those of {@code emoji}; concepts that the style does
 * not draw are left out.
 */
public final class EmojiStyle implements KnownDataset {
  private static final int MAX_ICONS_BYTES = 64 << 20;
  private static final int MAX_CODES_BYTES = 4 << 20;

  private static final KnownPackage NOTO =
      iconify(
          "noto",
          "1.2.9",
          3_102_958,
          "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad",
          "Apache-2.0");
  private static final KnownPackage NOTO_V1 =
      iconify(
          "noto-v1",
          "1.2.5",
          1_587_591,
          "2bf62c26c2c2884aa99e90aec942cdaee17a5921f05690694f4978ad4b017c37",
          "Apache-2.0");
  private static final KnownPackage TWEMOJI =
      iconify(
          "twemoji",
          "1.2.5",
          1_555_888,
          "19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7",
          "CC-BY-4.0");

  private final String style;
  private final KnownPackage icons;
  private final KnownPackage codes;
  private final PreparedFolder prepared;

  private EmojiStyle(String style, KnownPackage icons, KnownPackage codes) {
    this.style = style;
    this.icons = icons;
    this.codes = codes;
    this.prepared = new PreparedFolder(this, "1");
  }

  /** Google's Noto of today, without flags. */
  public static EmojiStyle noto() {
    return new EmojiStyle("noto", NOTO, NOTO);
  }

  /** Google's Noto of before 2017; it has no table of code points, and shares Noto's names. */
  public static EmojiStyle notoV1() {
    return new EmojiStyle("noto-v1", NOTO_V1, NOTO);
  }

  /** Twitter's. */
  public static EmojiStyle twemoji() {
    return new EmojiStyle("twemoji", TWEMOJI, TWEMOJI);
  }

  @Override
  public String name() {
    return "emoji-" + style;
  }

  @Override
  public String description() {
    return "the emoji's concepts as " + style + " draws them, 64x64";
  }

  @Override
  public String licence() {
    return icons.licence() + ", MIT";
  }

  @Override
  public List<KnownPackage> packages() {
    return icons.equals(codes) ? List.of(Emoji.NAMES, icons) : List.of(Emoji.NAMES, icons, codes);
  }

  @Override
  public boolean isFetched(Path dataFolder) {
    return prepared.isWhole(dataFolder);
  }

  @Override
  public void fetch(Path dataFolder, PackageClient client, Consumer<String> progress) {
    prepared.fetch(dataFolder, client, progress, this::write);
  }

  private Map<String, String> write(Map<KnownPackage, Path> packages, Path target)
      throws IOException {
    Map<String, String> names =
        IconSet.names(
            Archives.tarMember(packages.get(codes), "package/chars.json", MAX_CODES_BYTES));
    IconSet set =
        IconSet.read(
            Archives.tarMember(packages.get(icons), "package/icons.json", MAX_ICONS_BYTES));
    SvgDrawing drawing = new SvgDrawing();
    EmojiFolder folder = new EmojiFolder(target);
    List<EmojiFolder.Row> rows = new ArrayList<>();
    for (EmojiConcept concept : Emoji.concepts(packages)) {
      Optional<String> svg = Optional.ofNullable(names.get(concept.key())).flatMap(set::svg);
      if (concept.plain() && svg.isPresent()) {
        folder.image(concept, drawn(drawing, concept, svg.get()));
        rows.add(Emoji.english(concept));
      }
    }
    folder.manifest("manifest.jsonl", rows);
    folder.notices(this);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("concepts", String.valueOf(rows.size()));
    facts.put("pixels_sha256", folder.pixelDigest());
    facts.put("manifest_sha256", Sha256.of(target.resolve("manifest.jsonl")));
    return facts;
  }

  private BufferedImage drawn(SvgDrawing drawing, EmojiConcept concept, String svg) {
    return drawing
        .draw(svg, EmojiSheet.TILE)
        .orElseThrow(
            () ->
                new FetchException(
                    name() + ": expected a drawing for " + concept.id() + ", found no SVG"));
  }

  private static KnownPackage iconify(
      String set, String version, long bytes, String sha256, String licence) {
    return new KnownPackage(
        Client.NPM,
        "@iconify-json/" + set + "@" + version,
        "iconify-json-" + set + "-" + version + ".tgz",
        bytes,
        sha256,
        licence);
  }
}
