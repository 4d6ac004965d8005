/*
 * Saving a notebook before it is handed in or released.
 */

/** Save; true when what is on the disk is what is on the screen. */
export async function saved(panel) {
  try {
    await panel.context.save();
  } catch {
    return false;
  }
  return !panel.context.model.dirty;
}

export function pause(milliseconds) {
  return new Promise(resolve => window.setTimeout(resolve, milliseconds));
}
