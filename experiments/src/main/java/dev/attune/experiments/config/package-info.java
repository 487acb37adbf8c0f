/** What an experiment's JSON file says, as records that check themselves. */
package dev.attune.experiments.config;
