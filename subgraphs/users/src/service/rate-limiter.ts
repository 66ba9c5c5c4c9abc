/**
 * Rate limiter of attempts: counts them by account and network, and never refuses anybody for the attempts of unrelated networks. A network counts
 * in three widths: a sender is one address or /64, a home a /56, a site a /48 or /24.
 */

import { type NetworkWidth, networksOf } from "@hansa/kit/identity";
import { raiseAlarm, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import { fingerprint } from "../providers/secrets.ts";
import { deleteAttempts, findNthLastAttempt, insertAttempt } from "../store/sessions/login-attempts.ts";
import type { LoginAttemptRow } from "../store/tables.ts";

type Kind = Exclude<LoginAttemptRow["kind"], "signedIn" | "alarm">;
/** The attempts that are accepted of a sender, of a home and of a site. */
type ByWidth = Record<NetworkWidth, number>;
type Limit = {
  perAccountAndNetwork: ByWidth;
  perNetwork: ByWidth;
  /** Undefined where strangers could use it up by naming the account. */
  perAccount?: number;
  /** The shop-wide level: more attempts raise an alarm and lower the limits of unfamiliar networks. It refuses no attempt by itself. */
  alarmAt: number;
  windowMs: number;
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const many: ByWidth = { sender: 100, home: 300, site: 1_000 };
const few: ByWidth = { sender: 5, home: 10, site: 20 };

/**
 * Sign-ins count when they fail, the others always. A network reaches its own limits long before those of an account: only many networks lock
 * an account out, and never where its owner has signed in recently. Requests that anybody makes with any address have no limit of the account;
 * those of a change of address, which its own session makes, have one for all networks.
 */
const limits: Record<Kind, Limit> = {
  signIn: {
    perAccountAndNetwork: { sender: 10, home: 20, site: 40 },
    perNetwork: many,
    perAccount: 300,
    alarmAt: 3_000,
    windowMs: 15 * minute,
  },
  register: { perAccountAndNetwork: few, perNetwork: many, alarmAt: 1_000, windowMs: hour },
  reset: { perAccountAndNetwork: few, perNetwork: many, alarmAt: 1_000, windowMs: hour },
  export: { perAccountAndNetwork: few, perNetwork: many, perAccount: 50, alarmAt: 1_000, windowMs: hour },
  emailChange: {
    perAccountAndNetwork: { sender: 5, home: 5, site: 5 },
    perNetwork: { sender: 20, home: 40, site: 80 },
    perAccount: 5,
    alarmAt: 1_000,
    windowMs: hour,
  },
};

/** The share of its limit that an unfamiliar network keeps above the shop-wide level. */
const strainedShare = 1 / 5;

export type RateLimited = ReturnType<typeof rateLimited>;

/** Older attempts count towards no limit. */
export const maxWindowMs = hour;
/** A network is familiar to an account for this time after its last sign-in from there. */
export const familiarNetworkMs = 30 * day;

type AttemptContext = Pick<Context, "runtime" | "secrets" | "from" | "log" | "metrics">;

/**
 * Counts an attempt before it is made, so that concurrent attempts cannot exceed a limit. Returns its id, or the refusal; refused attempts are
 * not counted, so that they do not prolong the wait. `who` is an e-mail address, or an id.
 */
export async function countAttempt(
  context: AttemptContext,
  tx: Tx,
  kind: Kind,
  who: string,
): Promise<{ attemptId: string } | { limited: RateLimited }> {
  const { runtime } = context;
  const now = runtime.now();
  const { subject, networks } = fingerprintsOf(context, who);
  const { perAccountAndNetwork, perNetwork, perAccount, alarmAt, windowMs } = limits[kind];
  const since = now - windowMs;
  const isKindStrained = (await findNthLastAttempt(tx, { kind, since }, alarmAt)) !== undefined;
  if (isKindStrained) await raiseAlarmOnce(context, tx, kind, since);
  const { network } = networks;
  const familiar = { kind: "signedIn", since: now - familiarNetworkMs, subject, network } as const;
  const isFamiliar = (await findNthLastAttempt(tx, familiar, 1)) !== undefined;
  const share = isKindStrained ? strainedShare : 1;
  const full: (number | undefined)[] = [];
  for (const [width, of] of widthsOf(networks)) {
    if (isFamiliar && width !== "sender") continue;
    full.push(await findNthLastAttempt(tx, { kind, since, subject, ...of }, perAccountAndNetwork[width]));
    if (!isFamiliar)
      full.push(await findNthLastAttempt(tx, { kind, since, ...of }, Math.ceil(perNetwork[width] * share)));
  }
  if (!isFamiliar && perAccount !== undefined)
    full.push(await findNthLastAttempt(tx, { kind, since, subject }, perAccount));
  const reached = full.filter((at) => at !== undefined);
  if (reached.length > 0) return { limited: rateLimited(Math.max(...reached) + windowMs - now) };

  const attemptId = runtime.newId("try");
  await insertAttempt(tx, { id: attemptId, kind, subject, ...networks, at: now });
  return { attemptId };
}

/** Whether the shop has had more attempts of this kind in its window than the level of the alarm. */
export async function isStrained({ runtime }: Pick<Context, "runtime">, db: Reader, name: string): Promise<boolean> {
  for (const kind of ["signIn", "register", "reset", "export", "emailChange"] as const) {
    const { alarmAt, windowMs } = limits[kind];
    if (kind === name)
      return (await findNthLastAttempt(db, { kind, since: runtime.now() - windowMs }, alarmAt)) !== undefined;
  }
  return false;
}

/** Records a sign-in of this account from this network, where attempts of others then do not lock its owner out. */
export async function recordSignInNetwork(context: AttemptContext, tx: Tx, email: string): Promise<void> {
  const { runtime } = context;
  const { subject, networks } = fingerprintsOf(context, email);
  await deleteAttempts(tx, "signedIn", { subject, network: networks.network });
  await insertAttempt(tx, { id: runtime.newId("try"), kind: "signedIn", subject, ...networks, at: runtime.now() });
}

/** The networks of an alarm. */
const none = { network: null, home: null, site: null };

type Networks = { network: string; home: string | null; site: string | null };

/** Builds the fingerprints to count by. Clients of unknown networks count as one. No address is stored in the clear. */
function fingerprintsOf({ secrets, from }: AttemptContext, who: string): { subject: string; networks: Networks } {
  const found = new Map(networksOf(from.address ?? "").map(({ width, network }) => [width, network]));
  const of = (width: NetworkWidth) => {
    const network = found.get(width);
    return network === undefined ? null : fingerprint(secrets, `place ${network}`);
  };
  const network = of("sender") ?? fingerprint(secrets, "place unknown");
  return { subject: fingerprint(secrets, who), networks: { network, home: of("home"), site: of("site") } };
}

/** The filter of each width that the network has. */
function widthsOf({
  network,
  home,
  site,
}: Networks): [NetworkWidth, { network?: string; home?: string; site?: string }][] {
  return [
    ["sender", { network }],
    ...(home === null ? [] : [["home", { home }] satisfies [NetworkWidth, object]]),
    ...(site === null ? [] : [["site", { site }] satisfies [NetworkWidth, object]]),
  ];
}

/** Raises the alarm once in a window, for all processes of the service together. */
async function raiseAlarmOnce(context: AttemptContext, tx: Tx, kind: Kind, since: number): Promise<void> {
  const { runtime } = context;
  if ((await findNthLastAttempt(tx, { kind: "alarm", since, subject: kind }, 1)) !== undefined) return;
  await insertAttempt(tx, { id: runtime.newId("try"), kind: "alarm", subject: kind, ...none, at: runtime.now() });
  const { alarmAt, windowMs } = limits[kind];
  raiseAlarm(
    context,
    { name: "many_attempts", subject: kind },
    { kind, attempts: alarmAt, windowMs },
    "users: many attempts in the whole shop, limits of unfamiliar networks lowered",
  );
}

function rateLimited(retryAfterMs: number) {
  const message = "Too many attempts. Wait a while, then try again.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs };
}
