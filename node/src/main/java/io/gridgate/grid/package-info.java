/** The grid's ports on Hazelcast: the member, its maps with their codecs and entry processors, and the membership. The only user of Hazelcast. */
@NullMarked
package io.gridgate.grid;

import org.jspecify.annotations.NullMarked;
