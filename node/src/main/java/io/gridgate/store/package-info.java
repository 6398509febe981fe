/** What a node keeps on disk through its own death: revisions and the last known instances. Every write is atomic and on disk when it returns. */
@NullMarked
package io.gridgate.store;

import org.jspecify.annotations.NullMarked;
