/** Tests of sessions with backends. */
@NullMarked
package io.gridgate.upstream.session;

import org.jspecify.annotations.NullMarked;
