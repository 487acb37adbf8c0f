/**
 * A {@code Program} lowered for executors with kernels of their own: operations that the field
 * knows as one become one step, permutations become strides, and what follows a product runs in its
 * epilogue. Pure Java; which library runs the steps is the executor's affair.
 */
package dev.attune.engine.plan;
