/** A document made ready to serve, and the handler that serves the current one. */
@NullMarked
package io.gridgate.gateway;

import org.jspecify.annotations.NullMarked;
