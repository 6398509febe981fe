/** One node: its wiring and its life. The only {@code new} of adapters. */
@NullMarked
package io.gridgate.node;

import org.jspecify.annotations.NullMarked;
