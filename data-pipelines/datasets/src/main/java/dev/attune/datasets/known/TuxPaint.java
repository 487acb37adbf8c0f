package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The rubber stamps of the drawing program Tux Paint: 950 pictures with captions in many languages,
 * spoken descriptions of most and sound effects of some. A row for each stamp and language that has
 * a caption or speech, and one for each effect; the column {@code spoken} names the languages in
 * which the stamp has both.
 */
public final class TuxPaint implements KnownDataset {
  private static final String VERSION = "2022.06.04-1";

  static final KnownPackage STAMPS =
      new KnownPackage(
          Client.DEBIAN,
          "tuxpaint-stamps-default=" + VERSION,
          "tuxpaint-stamps-default_" + VERSION + "_all.deb",
          160_880_444,
          "6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34",
          "GPL-2.0-or-later");

  private final PreparedFolder prepared = new PreparedFolder(this, "2");

  @Override
  public String name() {
    return "tuxpaint";
  }

  @Override
  public String description() {
    return "950 stamps with captions, spoken descriptions and sound effects in many languages";
  }

  @Override
  public String licence() {
    return STAMPS.licence();
  }

  @Override
  public List<KnownPackage> packages() {
    return List.of(STAMPS);
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
    Stamps stamps = Stamps.unpack(packages.get(STAMPS), target);
    List<SpokenRow> rows = stamps.rows();
    SpokenRow.write(target.resolve("manifest.jsonl"), rows);
    Notices.write(target, this);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("stamps", String.valueOf(stamps.count()));
    facts.put("rows", String.valueOf(rows.size()));
    facts.put("groups", String.valueOf(rows.stream().map(SpokenRow::group).distinct().count()));
    facts.put(
        "speech",
        String.valueOf(
            rows.stream()
                .filter(row -> row.audio().isPresent() && row.language().isPresent())
                .count()));
    facts.put("effects", "" + rows.stream().filter(row -> row.language().isEmpty()).count());
    facts.put("silent_effects_left_out", String.join(" ", stamps.silent()));
    facts.put("manifest_sha256", Sha256.of(target.resolve("manifest.jsonl")));
    return facts;
  }
}
