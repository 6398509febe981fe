/** Instances, what is measured of them, and the ports through which they are found, named, timed and remembered. */
@NullMarked
package io.gridgate.service.instance;

import org.jspecify.annotations.NullMarked;
