/** The causes of a store's faults, from the codes of both engines: each has a remedy of its own. */

/** A fault that codes are matched with, in this order. */
type StoreFault = {
  codes: RegExp;
  /** The cause in the log. */
  hint: string;
  /** The action of a person. */
  remedy: string;
};

export const storeFaults = {
  "went back": {
    codes: /^WENT_BACK$/,
    hint: "the database has lost commits: a standby or a backup without the last ones",
    remedy: "stop the shop, then npm run hansa -- restore --after-failover",
  },
  disk: {
    codes: /^(SQLITE_FULL|53100|58030)/,
    hint: "the disk is full",
    remedy: "make room on the disk of the store: no order is taken meanwhile",
  },
  memory: {
    codes: /^53200/,
    hint: "the database server has no memory left",
    remedy: "give the database server more memory",
  },
  connections: {
    codes: /^53300/,
    hint: "the database server has no connection left",
    remedy: "end connections to the database server, or raise max_connections",
  },
  role: {
    codes: /^(28|42501)/,
    hint: "the database refuses the role: its password, or a right that it needs",
    remedy: "give the role of the store its password or its right back",
  },
  missing: {
    codes: /^(3D000|3F000|42P01|55000)/,
    hint: "the database, its schema or one of its tables is gone",
    remedy: "give the database its schema and tables back, or correct its address",
  },
  standby: {
    codes: /^SYNC_REP$/,
    hint: "a synchronous standby does not confirm commits",
    remedy: "start the synchronous standby, or take it out of synchronous_standby_names",
  },
  lock: {
    codes: /^(SQLITE_BUSY|55P03|57014|40P01)/,
    hint: "another program holds a lock",
    remedy: "end the program that holds the lock",
  },
  damage: {
    codes: /^(SQLITE_CORRUPT|SQLITE_NOTADB|SQLITE_IOERR|XX00)/,
    hint: "the disk has a fault, or the file is damaged",
    remedy: "look at the disk, then npm run hansa -- audit",
  },
  "read-only": {
    codes: /^(SQLITE_READONLY|SQLITE_CANTOPEN|25006|25P03)/,
    hint: "the file system is read-only, or the file has another owner; or the database is a standby",
    remedy: "let the store be written: its file system and owner, or the address of the primary",
  },
  away: {
    codes: /./,
    hint: "the database server cannot be reached, or does not respond",
    remedy: "start the database server, or look at the network to it",
  },
} satisfies Record<string, StoreFault>;

type FaultCause = keyof typeof storeFaults;

export const faultCauses = Object.keys(storeFaults).filter(isCause);

function isCause(name: string): name is FaultCause {
  return name in storeFaults;
}

/** The remedy of a cause, which a process of another version may name; `session` holds the lock, if that is known. */
export function remedyOfFault(cause: string | undefined, session = ""): string {
  if (cause === undefined || !isCause(cause)) return "read its line in the log";
  return session === "" ? storeFaults[cause].remedy : `${storeFaults[cause].remedy}: ${session}`;
}

/** The cause of a fault with this code; undefined without one. */
export function causeOf(code: string | undefined): FaultCause | undefined {
  return code === undefined ? undefined : faultCauses.find((cause) => storeFaults[cause].codes.test(code));
}
