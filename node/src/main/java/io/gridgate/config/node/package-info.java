/** The node document as records: what one machine adds. Shape and defaults only; every value is converted and checked. */
@NullMarked
package io.gridgate.config.node;

import org.jspecify.annotations.NullMarked;
