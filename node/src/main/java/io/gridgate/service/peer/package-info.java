/** What the nodes of a cluster divide among themselves, and what they tell one another of instances. */
@NullMarked
package io.gridgate.service.peer;

import org.jspecify.annotations.NullMarked;
