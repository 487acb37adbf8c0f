package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.ImageFolder;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import dev.attune.datasets.check.CheckReport;
import dev.attune.datasets.check.DatasetCheck;
import dev.attune.datasets.check.Finding;
import dev.attune.experiments.json.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune data check}: what is wrong with a manifest, and what may make figures too good. */
@Command(name = "check", description = "Check a manifest or a folder of images, row by row.")
final class DataCheckCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "MANIFEST", description = "A .jsonl, .csv or .tsv file, or a folder.")
  private Path manifest;

  @Option(
      names = "--column",
      paramLabel = "COLUMN=FIELD",
      description = "A column that fills a field: filepath=image, title=text; may be given often.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(names = "--strict", description = "End at the first row that cannot be read.")
  private boolean strict;

  @Mixin private ResultFormat format;

  DataCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ManifestOptions options = ManifestOptions.defaults().withColumns(columns).withStrict(strict);
    Dataset data =
        Files.isDirectory(manifest)
            ? ImageFolder.read(manifest, options)
            : Manifest.read(manifest, options);
    CheckReport report = DatasetCheck.check(data);
    if (format.json()) {
      console.print(json(report));
    } else {
      console.print(text(report));
    }
    int errors = report.count(Finding.Severity.ERROR);
    if (errors > 0) {
      console.note(manifest + ": expected rows that can all be used, found errors: " + errors);
      return Attune.WRONG_INPUT;
    }
    return Attune.DONE;
  }

  private static ObjectNode json(CheckReport report) {
    ObjectNode result = JsonText.object().put("items", report.items());
    ObjectNode counts = result.putObject("counts");
    report.counts().forEach((kind, count) -> counts.put(lowerCase(kind), count));
    ArrayNode findings = result.putArray("findings");
    for (Finding finding : report.findings()) {
      findings
          .addObject()
          .put("kind", lowerCase(finding.kind()))
          .put("severity", lowerCase(finding.kind().severity()))
          .put("line", finding.line())
          .put("message", finding.message());
    }
    return result;
  }

  private static String text(CheckReport report) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : report.findings()) {
      text.append(lowerCase(finding.kind().severity()))
          .append(", line ")
          .append(finding.line())
          .append(": ")
          .append(finding.message())
          .append('\n');
    }
    report
        .counts()
        .forEach(
            (kind, count) -> text.append(lowerCase(kind)).append(": ").append(count).append('\n'));
    return text.append("items: ").append(report.items()).toString();
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
