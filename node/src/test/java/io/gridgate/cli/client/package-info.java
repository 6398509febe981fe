@NullMarked
package io.gridgate.cli.client;

import org.jspecify.annotations.NullMarked;
