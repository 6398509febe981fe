/** What makes an instance unfit for use: failed probes and failed exchanges. */
@NullMarked
package io.gridgate.service.health;

import org.jspecify.annotations.NullMarked;
