/** The response cache: RFC 9111 as a shared cache, or what a policy says instead. */
@NullMarked
package io.gridgate.cache;

import org.jspecify.annotations.NullMarked;
