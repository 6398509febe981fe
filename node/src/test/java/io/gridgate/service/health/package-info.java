@NullMarked
package io.gridgate.service.health;

import org.jspecify.annotations.NullMarked;
