/** One connection to a backend: HttpCore's session over a Grizzly connection, TLS below it, one deadline. */
@NullMarked
package io.gridgate.upstream.session;

import org.jspecify.annotations.NullMarked;
