@NullMarked
package io.gridgate.cli.output;

import org.jspecify.annotations.NullMarked;
