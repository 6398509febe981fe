@NullMarked
package io.gridgate.route;

import org.jspecify.annotations.NullMarked;
