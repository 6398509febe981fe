@NullMarked
package io.gridgate.gateway;

import org.jspecify.annotations.NullMarked;
