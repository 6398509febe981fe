/** Descriptions of what a document may say. One description reads, checks, shows, and writes the schema and the reference. */
@NullMarked
package io.gridgate.config.shape;

import org.jspecify.annotations.NullMarked;
