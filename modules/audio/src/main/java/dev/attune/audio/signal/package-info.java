/** Sound as samples over time. */
package dev.attune.audio.signal;
