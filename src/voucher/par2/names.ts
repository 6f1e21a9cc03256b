/** A file of a set: the name of the set, and of a volume its first block, `+` or `-`, and how many blocks. */
export const NAME = /^(.+?)(?:\.vol(\d+)([+-])(\d+))?\.par2$/i;
