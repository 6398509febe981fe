@NullMarked
package io.gridgate.config.value;

import org.jspecify.annotations.NullMarked;
