/** The commands of the launcher: what a person types, and what they read. Only user of picocli. */
@NullMarked
package io.gridgate.cli;

import org.jspecify.annotations.NullMarked;
