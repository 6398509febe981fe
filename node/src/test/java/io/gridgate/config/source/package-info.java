@NullMarked
package io.gridgate.config.source;

import org.jspecify.annotations.NullMarked;
