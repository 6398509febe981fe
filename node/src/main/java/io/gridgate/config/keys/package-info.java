/** Every key of both documents, described once: its name, its values, its default, its meaning, and the checks across keys. */
@NullMarked
package io.gridgate.config.keys;

import org.jspecify.annotations.NullMarked;
