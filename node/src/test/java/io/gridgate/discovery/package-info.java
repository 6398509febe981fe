@NullMarked
package io.gridgate.discovery;

import org.jspecify.annotations.NullMarked;
