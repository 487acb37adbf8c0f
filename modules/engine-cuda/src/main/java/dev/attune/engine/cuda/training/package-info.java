/** Training whose parameters, gradients and optimiser stay on the device. */
package dev.attune.engine.cuda.training;
