@NullMarked
package io.gridgate.upstream;

import org.jspecify.annotations.NullMarked;
