/**
 * Revisions of the gateway document: proposed, acknowledged by every live node, committed at once, kept, rolled back. Knows neither the grid
 * nor the disk nor what a document means: those are ports.
 */
@NullMarked
package io.gridgate.rollout;

import org.jspecify.annotations.NullMarked;
