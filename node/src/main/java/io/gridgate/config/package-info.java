/** The two documents an operator writes: reading them, comparing them, and the schema and reference of their keys. */
@NullMarked
package io.gridgate.config;

import org.jspecify.annotations.NullMarked;
