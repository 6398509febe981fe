/** The permits of concurrency limits at their owner: what an ask makes of a key's state; and the port to them. */
@NullMarked
package io.gridgate.ratelimit.permit;

import org.jspecify.annotations.NullMarked;
