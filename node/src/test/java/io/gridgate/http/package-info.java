/** Tests of HTTP's grammar and values. */
@NullMarked
package io.gridgate.http;

import org.jspecify.annotations.NullMarked;
