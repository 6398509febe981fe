/** The cluster of the demo: backends in this process, nodes as its children, and all of it gone when it ends. */
@NullMarked
package io.gridgate.cli.demo;

import org.jspecify.annotations.NullMarked;
