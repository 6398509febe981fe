/** Tests of what a node keeps on disk, on a temporary directory. */
@NullMarked
package io.gridgate.store;

import org.jspecify.annotations.NullMarked;
