/**
 * Strict JSON for configurations and results: text to records and back. The only place that knows
 * Jackson's databind; it reaches records of all modules without their help.
 */
package dev.attune.experiments.json;
