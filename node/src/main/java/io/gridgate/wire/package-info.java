/** The one Grizzly transport of a node: selector loops with their timers, listeners, connects, TLS, buffers. */
@NullMarked
package io.gridgate.wire;

import org.jspecify.annotations.NullMarked;
