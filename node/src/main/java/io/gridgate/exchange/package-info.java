/** What a filter sees: the exchange, its messages, the chain and the codes of Gridgate's own answers. Features meet here and nowhere else. */
@NullMarked
package io.gridgate.exchange;

import org.jspecify.annotations.NullMarked;
