/** The face of formats: amounts and times in the language of a page. */
export { type Amount, formatAmount, formatCountry, formatDate, formatDateTime, formatNumber } from "./format.ts";
