@NullMarked
package io.gridgate.cli.demo;

import org.jspecify.annotations.NullMarked;
