/** One experiment from its configuration to embeddings, figures and a report. */
package dev.attune.experiments.run;
