/** Which items and captions a model trains on, and which it is asked about. */
package dev.attune.datasets.split;
