/** Tests of the rollout, with its ports in memory. */
@NullMarked
package io.gridgate.rollout;

import org.jspecify.annotations.NullMarked;
