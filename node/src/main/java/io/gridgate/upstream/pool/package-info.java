/** The connections of a node to each instance: bounds, waiting, hand-over between selectors. */
@NullMarked
package io.gridgate.upstream.pool;

import org.jspecify.annotations.NullMarked;
