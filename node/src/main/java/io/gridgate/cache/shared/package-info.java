/** What nodes share of the response cache: the port to the grid's level, and who fetches what. */
@NullMarked
package io.gridgate.cache.shared;

import org.jspecify.annotations.NullMarked;
