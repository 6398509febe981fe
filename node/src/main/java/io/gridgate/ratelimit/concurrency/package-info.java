/** Concurrency limits on a node: what it has under way of each key, the desk that asks for permits, and the filter that takes and frees them. */
@NullMarked
package io.gridgate.ratelimit.concurrency;

import org.jspecify.annotations.NullMarked;
