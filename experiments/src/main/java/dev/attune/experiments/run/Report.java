package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.RowProblem;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.Interval;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code report.html}: figures, curves, what was left out; opens without a network. */
public final class Report {
  private static final int MOST_PROBLEMS = 100_000;
  private static final String STYLE =
      "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em}"
          + "table{border-collapse:collapse;margin:1em 0}"
          + "td,th{padding:.2em .8em;text-align:right;border-bottom:1px solid #ddd}"
          + "td:nth-child(-n+5),th:nth-child(-n+5){text-align:left}img{max-width:100%}";

  private final String name;
  private final Dataset data;

  /**
   * Of a run.
   *
   * @param data its items, and the rows that were left out
   */
  public Report(String name, Dataset data) {
    this.name = name;
    this.data = data;
  }

  /**
   * The whole page.
   *
   * @param rows the figures
   * @param metrics the log of the run's steps
   */
  public String html(List<EvaluationRow> rows, JsonNode provenance, Path metrics) {
    StringBuilder html = new StringBuilder(1 << 14);
    html.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>")
        .append(escaped(name))
        .append("</title><style>")
        .append(STYLE)
        .append("</style><h1>")
        .append(escaped(name))
        .append("</h1>");
    html.append("<h2>Figures</h2>");
    figures(html, rows);
    html.append("<h2>Training</h2>");
    for (Curves.Picture picture : Curves.of(metrics)) {
      html.append("<img alt=\"")
          .append(escaped(picture.title()))
          .append("\" src=\"data:image/png;base64,")
          .append(picture.base64())
          .append("\">");
    }
    problems(html);
    html.append("<h2>Provenance</h2><table>");
    for (Map.Entry<String, JsonNode> entry : provenance.properties()) {
      html.append("<tr><td>")
          .append(escaped(entry.getKey()))
          .append("</td><td>")
          .append(escaped(entry.getValue().asText()))
          .append("</td></tr>");
    }
    return html.append("</table></html>\n").toString();
  }

  private static void figures(StringBuilder html, List<EvaluationRow> rows) {
    html.append(
        "<table><tr><th>protocol<th>split<th>query<th>gallery<th>metric<th>value<th>95 %"
            + " interval<th>queries<th>gallery size<th>controls</tr>");
    for (EvaluationRow row : rows) {
      html.append("<tr title=\"").append(escaped(row.definition())).append("\">");
      for (String text :
          List.of(row.protocol(), row.split(), row.query(), row.gallery(), row.metric())) {
        html.append("<td>").append(escaped(text));
      }
      html.append("<td>").append(number(row.value()));
      html.append("<td>").append(interval(row.ci95()));
      html.append("<td>").append(row.queries()).append("<td>").append(row.gallerySize());
      html.append("<td>");
      for (Map.Entry<String, Estimate> control : row.controls().entrySet()) {
        html.append(escaped(control.getKey()))
            .append(' ')
            .append(number(control.getValue().value()))
            .append(' ')
            .append(interval(control.getValue().ci95()))
            .append("<br>");
      }
      html.append("</tr>");
    }
    html.append("</table>");
  }

  private void problems(StringBuilder html) {
    List<RowProblem> problems = data.problems();
    html.append("<h2>Rows left out: ").append(problems.size()).append("</h2><ul>");
    for (RowProblem problem : problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()))) {
      html.append("<li>").append(escaped(problem.toString())).append("</li>");
    }
    html.append("</ul>");
    if (problems.size() > MOST_PROBLEMS) {
      html.append("<p>and ").append(problems.size() - MOST_PROBLEMS).append(" more</p>");
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String interval(Interval interval) {
    return "[" + number(interval.low()) + ", " + number(interval.high()) + "]";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
