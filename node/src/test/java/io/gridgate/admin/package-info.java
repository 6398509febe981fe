@NullMarked
package io.gridgate.admin;

import org.jspecify.annotations.NullMarked;
