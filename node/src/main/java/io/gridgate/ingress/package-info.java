/** HTTP/1.1 towards clients: octets to exchanges and back, strict framing, limits, deadlines and drains. */
@NullMarked
package io.gridgate.ingress;

import org.jspecify.annotations.NullMarked;
