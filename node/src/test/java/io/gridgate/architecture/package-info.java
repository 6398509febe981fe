/** What may know what: the packages of the node, their imports and the homes of the libraries, checked on the compiled classes. */
@NullMarked
package io.gridgate.architecture;

import org.jspecify.annotations.NullMarked;
