/** Tests of a whole node. */
@NullMarked
package io.gridgate.node;

import org.jspecify.annotations.NullMarked;
