/** The newsletter's promotion code and its start. */
import { onDay } from "../calendar.ts";

export const newsletterCode = { code: "ANCHOR10", startsAt: onDay(183) };
