@NullMarked
package io.gridgate.config;

import org.jspecify.annotations.NullMarked;
