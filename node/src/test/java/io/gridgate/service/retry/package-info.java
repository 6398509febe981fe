@NullMarked
package io.gridgate.service.retry;

import org.jspecify.annotations.NullMarked;
