/** Grammar and values of HTTP: headers, target, authority, hop-by-hop rules. Knows no socket and no gateway. */
@NullMarked
package io.gridgate.http;

import org.jspecify.annotations.NullMarked;
