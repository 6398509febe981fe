/** The services of the gateway document: where instances are and how they are called. */
@NullMarked
package io.gridgate.config.service;

import org.jspecify.annotations.NullMarked;
