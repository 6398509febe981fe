/** Rate limits on a node: leases of permits, the desk that asks for them, and the filter that spends them. {@code counter} has what is asked. */
@NullMarked
package io.gridgate.ratelimit;

import org.jspecify.annotations.NullMarked;
