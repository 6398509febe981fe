@NullMarked
package io.gridgate.service.peer;

import org.jspecify.annotations.NullMarked;
