/** Tests of the transport. */
@NullMarked
package io.gridgate.wire;

import org.jspecify.annotations.NullMarked;
