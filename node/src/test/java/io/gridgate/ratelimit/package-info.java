/** Tests of rate limits; the in-memory counters and the contract of the port serve the tests of other packages too. */
@NullMarked
package io.gridgate.ratelimit;

import org.jspecify.annotations.NullMarked;
