/** The house holds itself to its plan: arrows between rooms, purity, lengths, names. */
@NullMarked
package dev.holdfast.house;

import org.jspecify.annotations.NullMarked;
