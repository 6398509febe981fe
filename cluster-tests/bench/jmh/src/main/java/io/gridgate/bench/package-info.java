/** What the benchmarks share; each of them lies in the package of what it measures. */
@NullMarked
package io.gridgate.bench;

import org.jspecify.annotations.NullMarked;
