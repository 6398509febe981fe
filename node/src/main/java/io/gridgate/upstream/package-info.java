/** One attempt on one instance: connections on the exchange's own selector, HTTP/1.1 towards backends, time-outs, trailers, probes. */
@NullMarked
package io.gridgate.upstream;

import org.jspecify.annotations.NullMarked;
