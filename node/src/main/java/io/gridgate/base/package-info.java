/** Durations, sizes, time, templates, the event loop and the metric port: what every package may use. Depends on the JDK alone. */
@NullMarked
package io.gridgate.base;

import org.jspecify.annotations.NullMarked;
