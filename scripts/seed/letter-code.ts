/** The code in the letter of the demo shop, and since when it is good. */
import { onDay } from "./calendar.ts";

export const letterCode = { code: "ANCHOR10", startsAt: onDay(183) };
