/** The commands of shop owners, each with what it does in one line and the module that is loaded when it is called. */

type Run = (commandLine: readonly string[]) => Promise<void>;
/** A command; the first word of a name of two is the group that it belongs to. */
export type OwnerCommand = { name: string; summary: string; load: () => Promise<Run> };

/** One line for each group of commands. */
export const groups: Readonly<Record<string, string>> = {
  admin: "Administrators of a shop.",
  keys: "The keys of a shop's processes.",
  privacy: "Personal data of one person.",
  projections: "Figures that are derived from events.",
  schema: "The schema that clients see, and its versions.",
  settings: "The settings of a running shop.",
};

/** All of them, in the order in which the help lists them. */
export const ownerCommands: readonly OwnerCommand[] = [
  {
    name: "backup",
    summary: "copies a shop, running or stopped, as of one moment",
    load: async () => (await import("./backup/command.ts")).run,
  },
  {
    name: "restore",
    summary: "restores a backup, or a shop whose databases went back",
    load: async () => (await import("./restore/command.ts")).run,
  },
  {
    name: "audit",
    summary: "checks the rules of stock, money and orders",
    load: async () => (await import("./audit/command.ts")).run,
  },
  {
    name: "move",
    summary: "moves a stopped shop to PostgreSQL, or back into files",
    load: async () => (await import("./move/command.ts")).run,
  },
  {
    name: "reset",
    summary: "removes the shop's data, after asking",
    load: async () => (await import("./reset/command.ts")).run,
  },
  {
    name: "import",
    summary: "imports products, prices or stock from a file",
    load: async () => (await import("./import/command.ts")).run,
  },
  {
    name: "export",
    summary: "exports every product to a file",
    load: async () => (await import("./export/command.ts")).run,
  },
  {
    name: "follow",
    summary: "lists what the shop has recorded about one order",
    load: async () => (await import("./follow/command.ts")).run,
  },
  {
    name: "status",
    summary: "shows the state of the shop, and what needs a person",
    load: async () => (await import("./status/command.ts")).run,
  },
  {
    name: "usage",
    summary: "lists the operations and fields that clients ask for",
    load: async () => (await import("./usage/command.ts")).run,
  },
  {
    name: "explain",
    summary: "explains an operation: plan, times, access, losses",
    load: async () => (await import("./explain/command.ts")).run,
  },
  {
    name: "reconcile",
    summary: "compares the books with those of the payment providers",
    load: async () => (await import("./reconcile/command.ts")).run,
  },
  {
    name: "keys create",
    summary: "makes the keys of a shop in production",
    load: async () => (await import("./keys/command.ts")).create,
  },
  {
    name: "keys rotate",
    summary: "replaces the keys of requests while the shop runs",
    load: async () => (await import("./keys/command.ts")).rotate,
  },
  {
    name: "admin create",
    summary: "creates an administrator, or restores one's access",
    load: async () => (await import("./admin/command.ts")).create,
  },
  {
    name: "settings list",
    summary: "lists the settings of a running shop",
    load: async () => (await import("./settings/command.ts")).list,
  },
  {
    name: "settings set",
    summary: "changes one setting of a running shop",
    load: async () => (await import("./settings/command.ts")).set,
  },
  {
    name: "privacy export",
    summary: "exports the personal data of a person",
    load: async () => (await import("./privacy/command.ts")).runExport,
  },
  {
    name: "privacy erase",
    summary: "erases the personal data of a person",
    load: async () => (await import("./privacy/command.ts")).runErase,
  },
  {
    name: "projections rebuild",
    summary: "rebuilds and compares the figures of a stopped shop",
    load: async () => (await import("./projections/command.ts")).rebuild,
  },
  {
    name: "schema check",
    summary: "names the clients that a change of the schema breaks",
    load: async () => (await import("./schema/command.ts")).check,
  },
  {
    name: "schema publish",
    summary: "publishes a version of the schema for running routers",
    load: async () => (await import("./schema/command.ts")).publish,
  },
  {
    name: "schema history",
    summary: "lists the published versions, and which one serves",
    load: async () => (await import("./schema/command.ts")).history,
  },
  {
    name: "schema rollback",
    summary: "publishes an earlier version again",
    load: async () => (await import("./schema/command.ts")).rollback,
  },
  {
    name: "seed",
    summary: "fills an empty data folder with the demo shop",
    load: async () => (await import("./seed/command.ts")).run,
  },
  {
    name: "stripe-stand-in",
    summary: "imitates Stripe for a dry run; moves no money",
    load: async () => (await import("./stripe-stand-in/command.ts")).run,
  },
];
