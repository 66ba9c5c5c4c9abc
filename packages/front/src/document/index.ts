/** The face of the document: what happens to it outside of its islands. */
export { followEntry, followReturn } from "./elsewhere.ts";
export { bringToPerson, keepFocus } from "./focus.ts";
