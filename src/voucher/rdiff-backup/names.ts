/** The file that marks the time of the current mirror. */
export const MIRROR = /^current_mirror\.(.+)\.data$/;
