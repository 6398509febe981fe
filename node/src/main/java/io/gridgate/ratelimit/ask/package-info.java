/** How a node asks the owners of counters and permits: its one thread for that, what is under way at each owner, and the life of one ask. */
@NullMarked
package io.gridgate.ratelimit.ask;

import org.jspecify.annotations.NullMarked;
