package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CldrNamesTest {
  @TempDir Path folder;

  @Test
  void namesByLanguageTheFirstPackageFirst() throws IOException {
    CldrNames names = new CldrNames();
    names.add(
        archive(
            "full",
            Map.of(
                "package/annotations/de/annotations.json",
                """
                {"annotations": {"identity": {"language": "de"}, "annotations": {
                  "🐘": {"default": ["Tier", "Rüssel"], "tts": ["Elefant"]},
                  "❤️": {"tts": ["Herz"]}, "x": {"default": ["ohne Namen"]}}}}
                """,
                "package/annotations/LICENSE",
                "no JSON")));
    names.add(
        archive(
            "derived",
            Map.of(
                "package/annotationsDerived/de/annotations.json",
                """
                {"annotationsDerived": {"annotations": {"🐘": {"tts": ["anders"]},
                  "👩🏽": {"tts": ["Frau: mittlere Hautfarbe"], "default": []}}}}
                """,
                "package/annotationsDerived/empty/annotations.json",
                "{\"annotationsDerived\": {\"identity\": {}}}")));
    assertThat(names.byLanguage()).containsOnlyKeys("de", "empty");
    assertThat(names.byLanguage().get("empty")).isEmpty();
    assertThat(names.byLanguage().get("de"))
        .isEqualTo(
            Map.of(
                "1F418", new CldrNames.Name("Elefant", List.of("Tier", "Rüssel")),
                "2764", new CldrNames.Name("Herz", List.of()),
                "1F469-1F3FD", new CldrNames.Name("Frau: mittlere Hautfarbe", List.of())));
  }

  private Path archive(String name, Map<String, String> members) throws IOException {
    Path file = folder.resolve(name + ".tgz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(file)))) {
      for (Map.Entry<String, String> member : members.entrySet()) {
        byte[] bytes = member.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }
}
