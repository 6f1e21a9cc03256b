/** The stretches of a TypeScript text that run or not, the whole first. */
export function stretchesIn(text: string): { readonly start: number; readonly end: number }[];

/** The text of a file with a mark in every stretch; one that is passed leaves a file in the folder. */
export function marked(text: string, file: string, folder: string): string;
