/** What a generated kernel computes, before it is text: rows of an index space, and statements. */
package dev.attune.engine.cuda.kernel;
