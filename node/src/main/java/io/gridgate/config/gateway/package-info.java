/** The gateway document as records: what one cluster serves. Shape and defaults only; every value is converted and checked. */
@NullMarked
package io.gridgate.config.gateway;

import org.jspecify.annotations.NullMarked;
