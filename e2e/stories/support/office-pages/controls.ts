/** The controls that the graph allows a role on the page of an order, a return or a withdrawal, by their texts and addresses. */
import type { OrderSubject } from "./subjects.ts";

/** `presses` open dialogs, `pages` are those below the page of the order, with the name of their parameter. */
export type Controls = { presses: readonly string[]; pages: readonly string[] };

const ofOrder: Readonly<Record<string, string>> = { HOLD: "Put on hold", RELEASE_HOLD: "Release the hold" };

const ofParcel: Readonly<Record<string, string>> = {
  SHIPPED: "Hand over",
  IN_TRANSIT: "On its way",
  OUT_FOR_DELIVERY: "Out for delivery",
  DELIVERED: "Delivered",
  LOST: "Lost",
  RETURNED: "Came back",
  UNPACKED: "Unpack",
};

const ofReturn: Readonly<Record<string, string>> = {
  APPROVE: "Approve",
  REJECT: "Reject",
  RECEIVE: "Receive",
  REFUND: "Refund",
  CLOSE: "Close",
};

const ofWithdrawal: Readonly<Record<string, string>> = {
  CONFIRM: "Confirm",
  RECORD_PROOF: "Record a proof",
  CONTEST: "Contest",
  REFUND: "Refund",
};

const knownPresses: ReadonlySet<string> = new Set(
  [ofOrder, ofParcel, ofReturn, ofWithdrawal].flatMap((texts) => Object.values(texts)),
);
const knownPages: ReadonlySet<string> = new Set(["cancel", "contact", "refund", "capture", "send", "put-back"]);

/** The controls of an order for a role that reads these actions and has these scopes. */
export function controlsOfOrder(order: OrderSubject, scopes: readonly string[]): Controls {
  const { nextActions, lines, fulfilments } = order;
  const next = new Set(nextActions);
  const packs = scopes.includes("fulfilments:write");
  const pages = {
    contact: scopes.includes("orders:write") && isContactOpen(order),
    cancel: next.has("CANCEL") || next.has("CANCEL_LINES"),
    refund: next.has("REFUND"),
    capture: next.has("CAPTURE"),
    send: next.has("FULFIL") && lines.some(({ toPrepare }) => toPrepare > 0),
    "send?again": next.has("FULFIL") && lines.some(({ resendable }) => resendable > 0),
    "send?fulfilment": next.has("SHIP") && fulfilments.some(({ toPack }) => toPack.length > 0),
    "put-back?fulfilment": packs && fulfilments.some(({ toPutBack }) => toPutBack.length > 0),
  };
  const statuses = fulfilments.flatMap(({ shipments }) => shipments.flatMap(({ nextStatuses }) => nextStatuses));
  return {
    presses: [...textsIn(ofOrder, nextActions), ...textsIn(ofParcel, statuses)].toSorted(),
    pages: Object.entries(pages)
      .flatMap(([name, isShown]) => (isShown ? [name] : []))
      .toSorted(),
  };
}

/** The graph has no action for it: the contact is open until something is packed, as its mutation says. */
function isContactOpen({ state, email, fulfilments }: OrderSubject): boolean {
  const parcels = fulfilments.flatMap(({ shipments }) => shipments);
  return state !== "PENDING_PAYMENT" && email !== null && parcels.every(({ status }) => status === "UNPACKED");
}

export function controlsOfReturn({ nextActions }: { nextActions: readonly string[] }): Controls {
  return { presses: textsIn(ofReturn, nextActions).toSorted(), pages: [] };
}

export function controlsOfWithdrawal({ nextActions }: { nextActions: readonly string[] }): Controls {
  return { presses: textsIn(ofWithdrawal, nextActions).toSorted(), pages: [] };
}

/** Those of the controls above that a page shows, by the texts of its buttons and the addresses of its links. */
export function shownControls(buttons: readonly string[], links: readonly string[]): Controls {
  const pages = links.flatMap((link) => {
    const [, name = "", parameter = ""] = link.match(/^\/admin\/orders\/[^/?]+\/([^/?]+)(?:\?(\w+))?/) ?? [];
    return knownPages.has(name) ? [parameter === "" ? name : `${name}?${parameter}`] : [];
  });
  return {
    presses: buttons.filter((text) => knownPresses.has(text)).toSorted(),
    pages: [...new Set(pages)].toSorted(),
  };
}

function textsIn(texts: Readonly<Record<string, string>>, names: readonly string[]): string[] {
  return names.flatMap((name) => texts[name] ?? []);
}
