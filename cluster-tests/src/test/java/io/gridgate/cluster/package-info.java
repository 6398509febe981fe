/** Several real nodes, each a JVM of its own on loopback, driven and judged from outside only. */
@NullMarked
package io.gridgate.cluster;

import org.jspecify.annotations.NullMarked;
