@NullMarked
package io.gridgate.observe;

import org.jspecify.annotations.NullMarked;
