/** The names under which this tab keeps what is typed at checkout. A provider's form keeps its own to itself. */

/** E-mail and address, until they are saved. */
export const keptContact = "contact";
/** Another billing address, until it is saved. */
export const keptBilling = "billing";
/** The choice of a card, until the order is placed. */
export const keptPayment = "payment";
