/** Tests of circuit breakers. */
@NullMarked
package io.gridgate.service.breaker;

import org.jspecify.annotations.NullMarked;
