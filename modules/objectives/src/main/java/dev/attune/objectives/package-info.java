/**
 * Every loss, one file each, as plain functions of graph values: no queue and no state inside.
 *
 * <p>An {@link dev.attune.objectives.Objective} compares two arrays with settings that stand still;
 * a {@link dev.attune.objectives.ContrastiveObjective} also declares the scalars that it learns.
 */
package dev.attune.objectives;
