/** Texts as trees whose every node knows its place, and the problems that name such a place. */
@NullMarked
package io.gridgate.config.source;

import org.jspecify.annotations.NullMarked;
