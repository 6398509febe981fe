/** How a command's result is written: tables for people, JSON and YAML for programs. */
@NullMarked
package io.gridgate.cli.output;

import org.jspecify.annotations.NullMarked;
