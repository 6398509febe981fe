@NullMarked
package io.gridgate.ratelimit.concurrency;

import org.jspecify.annotations.NullMarked;
