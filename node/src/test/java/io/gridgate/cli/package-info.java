@NullMarked
package io.gridgate.cli;

import org.jspecify.annotations.NullMarked;
