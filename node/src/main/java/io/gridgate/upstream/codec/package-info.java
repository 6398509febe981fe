/** HTTP/1.1 towards backends: HttpCore's client codec with a parser, decoders and a writer that are strict. */
@NullMarked
package io.gridgate.upstream.codec;

import org.jspecify.annotations.NullMarked;
