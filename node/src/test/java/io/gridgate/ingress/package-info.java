/** Tests of the codec towards clients. */
@NullMarked
package io.gridgate.ingress;

import org.jspecify.annotations.NullMarked;
