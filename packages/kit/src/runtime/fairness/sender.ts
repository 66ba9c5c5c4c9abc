/** The sender of a request: the client from which shared places, connections and turns are protected, as a keyed hash without personal data. */

/** A sender, and the account inside it: accounts of one network are one sender, and take turns among themselves. */
export type Sender = {
  /** A keyed hash of the API client or of the network; `shop` for work of the shop itself. */
  readonly id: string;
  /** A keyed hash of the account; empty for guests, API clients and the shop. */
  readonly account: string;
};

/** Jobs, sagas and consumers: work that no client waits for. */
export const shopSender: Sender = { id: "shop", account: "" };
