@NullMarked
package io.gridgate.exchange;

import org.jspecify.annotations.NullMarked;
