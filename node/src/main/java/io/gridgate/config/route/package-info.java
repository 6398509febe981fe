/** The routes of the gateway document: which requests go where, and what happens to them on the way. */
@NullMarked
package io.gridgate.config.route;

import org.jspecify.annotations.NullMarked;
