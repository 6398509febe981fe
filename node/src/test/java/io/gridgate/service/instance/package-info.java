@NullMarked
package io.gridgate.service.instance;

import org.jspecify.annotations.NullMarked;
