/** The client of the admin API that the commands share. */
@NullMarked
package io.gridgate.cli.client;

import org.jspecify.annotations.NullMarked;
