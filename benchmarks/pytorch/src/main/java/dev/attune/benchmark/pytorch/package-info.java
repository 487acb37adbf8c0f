/**
 * The standard works on this project's executors and, side by side, in PyTorch through DJL: the
 * same shapes, parameters, batches and optimisers, written the way PyTorch runs fastest without
 * being compiled.
 */
package dev.attune.benchmark.pytorch;
