@NullMarked
package io.gridgate.event;

import org.jspecify.annotations.NullMarked;
