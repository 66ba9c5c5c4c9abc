/** The text of a search. */

/** Longer texts are no search of a person; the graph refuses them. In characters. */
export const longestQuery = 100;
