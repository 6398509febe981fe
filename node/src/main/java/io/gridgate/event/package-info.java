/** What happens in the cluster, told to whoever listens: a bounded memory of it, and the conversation of the nodes about it. */
@NullMarked
package io.gridgate.event;

import org.jspecify.annotations.NullMarked;
