package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The pictures of {@link Emoji} with the names of Unicode's CLDR: {@code manifest-<language>.jsonl}
 * for each language that names 1,900 or more of the 1,906 concepts, with that language's keywords,
 * {@code manifest.jsonl} with the names in all of them as {@code texts}, and {@code
 * manifest-by-language.jsonl} with a row for each concept and language.
 */
public final class EmojiLanguages implements KnownDataset {
  private static final int LEAST_NAMES = 1_900;
  private static final String VERSION = "48.2.0";
  private static final String LICENCE = "Unicode-3.0";

  static final KnownPackage ANNOTATIONS =
      new KnownPackage(
          Client.NPM,
          "cldr-annotations-full@" + VERSION,
          "cldr-annotations-full-" + VERSION + ".tgz",
          6_537_823,
          "28576e51225deb51e3ddd734b0f824a0079682cb5d8c27faa9f68149317a14d1",
          LICENCE);
  static final KnownPackage DERIVED =
      new KnownPackage(
          Client.NPM,
          "cldr-annotations-derived-full@" + VERSION,
          "cldr-annotations-derived-full-" + VERSION + ".tgz",
          4_233_628,
          "4be946ff5815f806ec78b50363d577a769f2fbfb90c6380a44e161a92436996e",
          LICENCE);

  private final PreparedFolder prepared = new PreparedFolder(this, "2");

  @Override
  public String name() {
    return "emoji-languages";
  }

  @Override
  public String description() {
    return "the emoji's pictures with names and keywords in some 90 languages";
  }

  @Override
  public String licence() {
    return "Apache-2.0, MIT, Unicode-3.0";
  }

  @Override
  public List<KnownPackage> packages() {
    return List.of(Emoji.SHEETS, Emoji.NAMES, ANNOTATIONS, DERIVED);
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
    List<EmojiConcept> concepts =
        Emoji.concepts(packages).stream().filter(EmojiConcept::plain).toList();
    EmojiSheet sheet = new EmojiSheet(packages.get(Emoji.SHEETS));
    EmojiFolder folder = new EmojiFolder(target);
    for (EmojiConcept concept : concepts) {
      folder.image(concept, sheet.tile(concept));
    }
    CldrNames names = new CldrNames();
    names.add(packages.get(ANNOTATIONS));
    names.add(packages.get(DERIVED));

    Map<EmojiConcept, Set<String>> all = new LinkedHashMap<>();
    concepts.forEach(concept -> all.put(concept, new LinkedHashSet<>()));
    List<String> languages = new ArrayList<>();
    List<EmojiFolder.Row> byLanguage = new ArrayList<>();
    for (Map.Entry<String, Map<String, CldrNames.Name>> language : names.byLanguage().entrySet()) {
      List<EmojiFolder.Row> rows = rows(concepts, language.getValue());
      if (rows.size() >= LEAST_NAMES) {
        languages.add(language.getKey());
        folder.manifest("manifest-" + language.getKey() + ".jsonl", rows);
        rows.forEach(row -> all.get(row.concept()).addAll(row.texts()));
        rows.forEach(row -> byLanguage.add(row.in(language.getKey())));
      }
    }
    List<EmojiFolder.Row> rows = new ArrayList<>();
    all.forEach((concept, texts) -> rows.add(row(concept, texts)));
    folder.manifest("manifest.jsonl", rows);
    folder.manifest("manifest-by-language.jsonl", byLanguage);
    folder.notices(this);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("concepts", String.valueOf(concepts.size()));
    facts.put("languages", String.join(" ", languages));
    facts.put("pixels_sha256", folder.pixelDigest());
    facts.put("manifest_sha256", Sha256.of(target.resolve("manifest.jsonl")));
    return facts;
  }

  private static EmojiFolder.Row row(EmojiConcept concept, Set<String> texts) {
    return new EmojiFolder.Row(concept, new ArrayList<>(texts), List.of());
  }

  private static List<EmojiFolder.Row> rows(
      List<EmojiConcept> concepts, Map<String, CldrNames.Name> names) {
    List<EmojiFolder.Row> rows = new ArrayList<>();
    for (EmojiConcept concept : concepts) {
      CldrNames.Name name = names.get(concept.key());
      if (name != null) {
        rows.add(new EmojiFolder.Row(concept, List.of(name.name()), name.keywords()));
      }
    }
    return rows;
  }
}
