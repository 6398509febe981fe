/** Durations, sizes, time, templates, the event loop, the ports of metrics and events: what every package may use. Depends on the JDK alone. */
@NullMarked
package io.gridgate.base;

import org.jspecify.annotations.NullMarked;
