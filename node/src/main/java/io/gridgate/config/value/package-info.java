/** Values that both documents share: addresses, networks, secrets. */
@NullMarked
package io.gridgate.config.value;

import org.jspecify.annotations.NullMarked;
