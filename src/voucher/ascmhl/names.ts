/** The chain of a history, which lists its generations. */
export const CHAIN = 'ascmhl_chain.xml';
