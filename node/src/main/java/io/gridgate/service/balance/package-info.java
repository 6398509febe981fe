/** The choice of the instance that an attempt goes to. */
@NullMarked
package io.gridgate.service.balance;

import org.jspecify.annotations.NullMarked;
