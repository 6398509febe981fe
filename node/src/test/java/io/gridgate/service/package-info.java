@NullMarked
package io.gridgate.service;

import org.jspecify.annotations.NullMarked;
