/** What a repetition needs: the budget that bounds it and the body that can be read again. */
@NullMarked
package io.gridgate.service.retry;

import org.jspecify.annotations.NullMarked;
