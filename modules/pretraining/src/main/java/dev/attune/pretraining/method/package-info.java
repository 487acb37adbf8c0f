/** The methods, a record each. */
package dev.attune.pretraining.method;
