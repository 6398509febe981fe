/** The launcher script, run beside stand-ins for Maven and the JDK. */
@NullMarked
package io.gridgate.launcher;

import org.jspecify.annotations.NullMarked;
