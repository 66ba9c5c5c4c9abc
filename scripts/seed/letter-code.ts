/** The code in the letter of the demo shop, and since when it is good. */
export const letterCode = { code: "ANCHOR10", startsAt: Date.UTC(2025, 9, 1) };
