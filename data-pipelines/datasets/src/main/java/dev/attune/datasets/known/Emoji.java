package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * 1,906 emoji with their English name, keywords and group, in Google's drawing at 64 by 64 pixels
 * over white. {@code manifest-all.jsonl} adds the skin tones, in their base concept's {@code
 * group}, and the five swatches.
 */
public final class Emoji implements KnownDataset {
  static final KnownPackage SHEETS =
      new KnownPackage(
          Client.MAVEN,
          "com.vanniktech:emoji-google-android:0.23.0:aar",
          "emoji-google-android-0.23.0.aar",
          2_780_487,
          "7b86956209733e7552163b820e8009379587a2f167d482799e1a4b8eb97f26b1",
          "Apache-2.0");
  static final KnownPackage NAMES =
      new KnownPackage(
          Client.MAVEN,
          "net.fellbaum:jemoji:2.0.0",
          "jemoji-2.0.0.jar",
          493_824,
          "76c77aba02627c7c09a7554949e02aadb3551aae17fbf33c609c98928a843ded",
          "Apache-2.0");

  private static final int MAX_NAMES_BYTES = 16 << 20;

  private final PreparedFolder prepared = new PreparedFolder(this, "1");

  @Override
  public String name() {
    return "emoji";
  }

  @Override
  public String description() {
    return "1,906 emoji at 64x64 with English names, keywords and groups";
  }

  @Override
  public String licence() {
    return "Apache-2.0, MIT";
  }

  @Override
  public List<KnownPackage> packages() {
    return List.of(SHEETS, NAMES);
  }

  @Override
  public boolean isFetched(Path dataFolder) {
    return prepared.isWhole(dataFolder);
  }

  @Override
  public void fetch(Path dataFolder, PackageClient client, Consumer<String> progress) {
    prepared.fetch(dataFolder, client, progress, this::write);
  }

  /** The concepts of the names' package. */
  static List<EmojiConcept> concepts(Map<KnownPackage, Path> packages) throws IOException {
    return EmojiConcepts.read(
        Archives.zipMember(packages.get(NAMES), "jemoji/emojis.json", MAX_NAMES_BYTES));
  }

  private Map<String, String> write(Map<KnownPackage, Path> packages, Path target)
      throws IOException {
    List<EmojiConcept> concepts = concepts(packages);
    EmojiSheet sheet = new EmojiSheet(packages.get(SHEETS));
    EmojiFolder folder = new EmojiFolder(target);
    for (EmojiConcept concept : concepts) {
      folder.image(concept, sheet.tile(concept));
    }
    List<EmojiFolder.Row> rows = concepts.stream().map(Emoji::english).toList();
    List<EmojiFolder.Row> plain = rows.stream().filter(row -> row.concept().plain()).toList();
    folder.manifest("manifest.jsonl", plain);
    folder.manifest("manifest-all.jsonl", rows);
    folder.notices(this);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("concepts", String.valueOf(plain.size()));
    facts.put("images", String.valueOf(rows.size()));
    facts.put("pixels_sha256", folder.pixelDigest());
    facts.put("manifest_sha256", Sha256.of(target.resolve("manifest.jsonl")));
    return facts;
  }

  static EmojiFolder.Row english(EmojiConcept concept) {
    return new EmojiFolder.Row(concept, List.of(concept.description()), concept.keywords());
  }
}
