/**
 * Services: their instances, which of them an attempt goes to, and whether a failed one is made again. State belongs to a
 * service's name and an instance's address and outlives revisions.
 */
@NullMarked
package io.gridgate.service;

import org.jspecify.annotations.NullMarked;
