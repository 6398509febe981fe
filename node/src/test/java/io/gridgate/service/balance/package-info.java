@NullMarked
package io.gridgate.service.balance;

import org.jspecify.annotations.NullMarked;
