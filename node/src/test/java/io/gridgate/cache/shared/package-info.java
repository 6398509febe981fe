/** A grid in the memory of one process. */
@NullMarked
package io.gridgate.cache.shared;

import org.jspecify.annotations.NullMarked;
