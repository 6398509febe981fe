/** The circuit breakers of services: one state for the whole grid, counted and followed by each node. */
@NullMarked
package io.gridgate.service.breaker;

import org.jspecify.annotations.NullMarked;
