/**
 * Backups over REST: what there is, one more, and back again.
 *
 * <p>{@link dev.holdfast.api.backups.BackupRoutes} is handed to the API server beside its own routes. Lists come from the newest observation;
 * what is in a snapshot is asked of the database through its driver; all that is done goes through the engine as a plan. This room must
 * not know core's state.
 */
@NullMarked
package dev.holdfast.api.backups;

import org.jspecify.annotations.NullMarked;
