/** Work of the last day: orders of the last weeks with something for each list of the back office, each with what was done about it so far. */
import { companies, customers, guests } from "../accounts/people.ts";
import { dayMs, hourMs, lastDay } from "../calendar.ts";
import type { CartLine } from "./baskets.ts";
import type { Buyer, Course, PlannedOrder, PlannedStep, Step } from "./planned-order.ts";

/** Smaller shops are without it: they show a past, and are made in moments. */
const fewestOrders = 100;

/** The number of units of each line by SKU, of goods that are never short. `done` has the steps, each with the days before the last one. */
type Work = {
  buyer: Buyer;
  currency?: string;
  course?: Course;
  goods: Readonly<Record<string, number>>;
  /** The days before the last one on which it was placed. */
  placed: number;
  done?: readonly (readonly [daysBefore: number, Step])[];
};

const guest = (index: number): Buyer => ({ kind: "guest", index });
const customer = (index: number): Buyer => ({ kind: "customer", index });

const toPrepare: readonly Work[] = [
  { buyer: customer(1), placed: 2, goods: { "TOR-TID-BLU-S": 3, "ACH-EAS-T25": 2, "MOE-LIQ-MIL": 2 } },
  { buyer: guest(0), placed: 1.8, goods: { "SEI-DOC-PUM": 1 } },
  { buyer: { kind: "company", index: 0 }, currency: "USD", placed: 1.6, goods: { "EIS-MUG-WHI": 6, "TOR-EGG-YEL": 4 } },
  { buyer: customer(8), currency: "JPY", placed: 1.4, goods: { "KLI-PAR-NAT": 1, "SPE-PEN-HB": 2 } },
  {
    buyer: customer(4),
    placed: 3,
    goods: { "PIL-LET": 1, "BAL-FIR-BEA-250": 2 },
    done: [
      [2.5, { does: "prepare", what: "aPart" }],
      [2.4, { does: "leave", what: "everything" }],
    ],
  },
];

const prepare = { does: "prepare", what: "everything" } as const;
const leave = { does: "leave", what: "everything" } as const;

const underWay: readonly Work[] = [
  // To pack.
  { buyer: customer(11), placed: 2.2, goods: { "SEG-TOT-NON": 2 }, done: [[1, prepare]] },
  { buyer: guest(2), placed: 2.1, goods: { "MOE-CHO-D72": 5, "MOE-CHO-SAL": 2 }, done: [[0.9, prepare]] },
  // To hand over.
  {
    buyer: customer(10),
    placed: 2.6,
    goods: { "KLI-PAR-RED": 1 },
    done: [
      [1.1, prepare],
      [1, { does: "pack" }],
    ],
  },
  {
    buyer: customer(14),
    placed: 2.4,
    goods: { "SPE-BAL-NVY-DOT": 3 },
    done: [
      [1.2, prepare],
      [1.1, { does: "pack" }],
    ],
  },
  // To send again: a parcel that comes back holds its order until staff has looked.
  {
    buyer: guest(7),
    placed: 12,
    goods: { "TOR-TID-OAT-S": 2 },
    done: [
      [11, leave],
      [3, { does: "comeBack" }],
      [2, { does: "release" }],
    ],
  },
  // To put back.
  {
    buyer: customer(19),
    placed: 3.2,
    goods: { "SEI-BAL-30": 2 },
    done: [
      [2, prepare],
      [1, { does: "cancel" }],
    ],
  },
];

const held: readonly Work[] = [
  { buyer: customer(13), placed: 1.7, goods: { "NOR-TUM-CLR": 2 }, done: [[1.5, { does: "hold" }]] },
  {
    buyer: customer(17),
    course: "closedLater",
    placed: 2.8,
    goods: { "KRU-SEE-SPR": 2, "KRU-HER": 1 },
    done: [[2, { does: "cancelUnit" }]],
  },
  { buyer: guest(8), placed: 2.9, goods: { "BAL-NIG-BEA-250": 4 }, done: [[1.5, { does: "dispute" }]] },
];

const arrived = [
  [17, leave],
  [14, { does: "arrive" }],
] as const;
const approve = { does: "decideReturn", decision: "APPROVE" } as const;

const returned: readonly Work[] = [
  { buyer: customer(3), placed: 18, goods: { "ACH-EAS-R25": 2 }, done: [...arrived, [2, { does: "askReturn" }]] },
  {
    buyer: customer(5),
    placed: 18.2,
    goods: { "TOR-EGG-BLU": 3 },
    done: [...arrived, [6, { does: "askReturn" }], [5, approve], [1, { does: "receiveReturn" }]],
  },
  {
    buyer: customer(7),
    placed: 18.4,
    goods: { "SEI-DOC-LAV": 2 },
    done: [...arrived, [10, { does: "askReturn" }], [9, approve], [1, { does: "closeReturn" }]],
  },
];

const withdraw = { does: "withdraw", as: "buyer" } as const;

const withdrawn: readonly Work[] = [
  { buyer: customer(9), placed: 18.6, goods: { "BOL-TUG": 1 }, done: [...arrived, [4, withdraw]] },
  { buyer: customer(18), placed: 2.7, goods: { "MOE-CHO-RYE": 4 }, done: [[2, withdraw]] },
  {
    buyer: customer(21),
    placed: 18.8,
    goods: { "KRU-MUS-PLA": 2 },
    done: [...arrived, [5, withdraw], [3, { does: "contest" }]],
  },
  { buyer: guest(10), placed: 2.3, goods: { "TOR-EGG-WHI": 2 }, done: [[1.3, { does: "withdraw", as: "stranger" }]] },
  { buyer: guest(15), placed: 2, goods: { "MOE-LIQ-SAL": 3 }, done: [[0.8, { does: "withdraw", as: "unknown" }]] },
];

const all: readonly Work[] = [...toPrepare, ...underWay, ...held, ...returned, ...withdrawn];

/** The orders with work and their steps, for a shop with so many past orders that sells in these currencies, its usual one first. */
export function planWork(currencies: readonly string[], count: number): (PlannedOrder | PlannedStep)[] {
  if (count < fewestOrders) return [];
  return all.flatMap((work, index) => {
    const order = orderOf(work, index, currencies);
    const steps = (work.done ?? []).map(
      ([daysBefore, step]): PlannedStep => ({ kind: "step", at: before(daysBefore), order, step }),
    );
    return [order, ...steps];
  });
}

function orderOf(
  { buyer, currency, course = "paid", goods, placed }: Work,
  index: number,
  currencies: readonly string[],
) {
  const local = currency ?? currencyOf(buyer);
  const lines: CartLine[] = Object.entries(goods).map(([sku, quantity]) => ({ sku, quantity }));
  return {
    kind: "order",
    // Behind those of the past, whose numbers draw what happens to them.
    index: 100_000 + index,
    name: `seed-work-${index}`,
    at: before(placed),
    buyer,
    address: 0,
    currency: currencies.includes(local) ? local : (currencies[0] ?? local),
    lines,
    course,
    isUrgent: false,
    code: null,
    keepsCard: false,
    isWork: true,
  } as const satisfies PlannedOrder;
}

/** Two hours before the last day ends, in which the shop is put in order. */
function before(days: number): number {
  return Math.floor(lastDay - 2 * hourMs - days * dayMs);
}

const currencyByCountry: Readonly<Record<string, string>> = { GB: "GBP", US: "USD", JP: "JPY", CA: "USD", AU: "USD" };

function currencyOf(buyer: Buyer): string {
  const people = { guest: guests, customer: customers, company: companies };
  const person = buyer.kind === "demo" ? undefined : people[buyer.kind][buyer.index];
  return currencyByCountry[person?.addresses[0]?.country ?? ""] ?? "EUR";
}
