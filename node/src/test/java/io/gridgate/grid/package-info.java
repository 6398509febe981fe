/** Tests of the grid: codecs without a member, everything else on members that listen on loopback. */
@NullMarked
package io.gridgate.grid;

import org.jspecify.annotations.NullMarked;
